package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a trimmed log begins: file {@code TRIM} in its directory, a {@link MarkerFile}. Written before the files before
 * it are deleted, so that a crash in between is only a deletion to be finished.
 *
 * <pre>
 * kind              LOG or OUTBOX
 * generation, file  the first that is kept
 * frames, seq, oseq, time-ns, hash, symbols   of the last frame before it ({@link ChainEnd})
 * gaps              numbers of rows that were never used, outboxes only ({@link OseqGaps})
 * dictionary-crc    CRC32C, in decimal, of the file TRIM-SYMBOLS-&lt;frames&gt;
 * </pre>
 *
 * That file has the dictionary entries of the frames that are gone, each as an int length (little-endian) and UTF-8.
 */
record TrimMark(Numbering numbering, int generation, String file, ChainEnd before, String gaps, long dictionaryCrc) {
    static final String FILE_NAME = "TRIM";
    static final String SYMBOLS_PREFIX = "TRIM-SYMBOLS-";

    /** Null if nothing was trimmed. */
    static TrimMark read(Path directory) throws IOException {
        MarkerFile marker = MarkerFile.read(directory.resolve(FILE_NAME));
        return marker == null
                ? null
                : new TrimMark(
                        Numbering.valueOf(marker.text("kind")),
                        (int) marker.number("generation"),
                        marker.text("file"),
                        GenerationStart.readChainEnd(marker),
                        marker.text("gaps"),
                        marker.number("dictionary-crc"));
    }

    /**
     * Forces all, the directory included; deletes the symbols of a mark before.
     *
     * @param mark whose CRC is not set yet
     * @param symbols null in an outbox
     */
    static void write(Path directory, TrimMark mark, SymbolDictionary symbols, DiskSync sync) throws IOException {
        TrimMark old = read(directory);
        byte[] dictionary = encode(symbols, mark.before.symbols());
        MarkerFile.writeWhole(directory.resolve(mark.symbolsFile()), dictionary, sync);
        MarkerFile marker = MarkerFile.empty()
                .put("kind", mark.numbering.name())
                .put("generation", mark.generation)
                .put("file", mark.file);
        GenerationStart.putChainEnd(marker, mark.before);
        marker.put("gaps", mark.gaps)
                .put("dictionary-crc", MarkerFile.crc(dictionary))
                .write(directory.resolve(FILE_NAME), sync);
        MarkerFile.forceDirectory(directory, sync);
        if (old != null && !old.symbolsFile().equals(mark.symbolsFile())) {
            Files.deleteIfExists(directory.resolve(old.symbolsFile()));
        }
    }

    String symbolsFile() {
        return SYMBOLS_PREFIX + before.frames();
    }

    private static byte[] encode(SymbolDictionary symbols, int count) {
        int bytes = 0;
        for (int id = 0; id < count; id++) {
            bytes = Math.addExact(bytes, Integer.BYTES + symbols.bytes(id).length);
        }
        ByteBuffer encoded = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int id = 0; id < count; id++) {
            encoded.putInt(symbols.bytes(id).length).put(symbols.bytes(id));
        }
        return encoded.array();
    }

    /** Adds the entries of the frames that are gone. */
    void loadSymbols(Path directory, SymbolDictionary symbols) throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(symbolsFile()));
        if (MarkerFile.crc(bytes) != dictionaryCrc) {
            throw new IOException("the checksum of " + symbolsFile() + " does not fit");
        }
        ByteBuffer encoded = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int id = 0; id < before.symbols(); id++) {
            int length = encoded.getInt();
            int found = symbols.idOf(bytes, encoded.position(), length);
            if (found != id) {
                throw new IOException("the dictionary has entry " + id + " as " + found);
            }
            encoded.position(encoded.position() + length);
        }
    }
}
