package io.sabot.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Why there is a generation, and what its first frame continues: file {@code START} in its directory, a {@link
 * MarkerFile}. The first generation has none.
 *
 * <pre>
 * kind         LOG or OUTBOX
 * predecessor  number of the generation that has the last good frame; 0: no frame was kept
 * file, end    its file there, and where the frame ends; what follows in that generation does not belong to the log
 * frames, seq, oseq, time-ns, hash, symbols   of the last good frame ({@link ChainEnd})
 * next-oseq    number of the first row, outboxes only
 * lost-frames, lost-bytes, reason             what was cut off, for people
 * </pre>
 *
 * @param predecessor 0 if nothing was kept
 * @param file empty if nothing was kept
 */
record GenerationStart(
        Numbering numbering,
        int predecessor,
        String file,
        long end,
        ChainEnd kept,
        long nextOseq,
        long lostFrames,
        long lostBytes,
        String reason) {
    static final String FILE_NAME = "START";

    /** Null if the generation has no such file. */
    static GenerationStart read(Path generation) throws IOException {
        MarkerFile marker = MarkerFile.read(generation.resolve(FILE_NAME));
        return marker == null
                ? null
                : new GenerationStart(
                        Numbering.valueOf(marker.text("kind")),
                        (int) marker.number("predecessor"),
                        marker.text("file"),
                        marker.number("end"),
                        readChainEnd(marker),
                        marker.number("next-oseq"),
                        marker.number("lost-frames"),
                        marker.number("lost-bytes"),
                        marker.text("reason"));
    }

    void write(Path generation, DiskSync sync) throws IOException {
        MarkerFile marker = MarkerFile.empty()
                .put("kind", numbering.name())
                .put("predecessor", predecessor)
                .put("file", file)
                .put("end", end);
        putChainEnd(marker, kept);
        marker.put("next-oseq", nextOseq)
                .put("lost-frames", lostFrames)
                .put("lost-bytes", lostBytes)
                .put("reason", reason)
                .write(generation.resolve(FILE_NAME), sync);
    }

    static ChainEnd readChainEnd(MarkerFile marker) throws IOException {
        return new ChainEnd(
                marker.number("frames"),
                marker.number("seq"),
                marker.number("oseq"),
                marker.number("time-ns"),
                marker.number("hash"),
                (int) marker.number("symbols"));
    }

    static void putChainEnd(MarkerFile marker, ChainEnd end) {
        marker.put("frames", end.frames())
                .put("seq", end.seq())
                .put("oseq", end.oseq())
                .put("time-ns", end.timeNs())
                .put("hash", end.hash())
                .put("symbols", end.symbols());
    }
}
