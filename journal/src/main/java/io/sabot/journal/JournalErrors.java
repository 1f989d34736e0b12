package io.sabot.journal;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.nio.file.Path;
import java.util.List;

/** The journal's typed errors. JRN-01xx: broken frames, 02xx: the disk, 03xx: outboxes. */
final class JournalErrors {
    private JournalErrors() {}

    static SabotException broken(Fault fault, long seq, FrameSource source, String detail) {
        return broken(fault, seq, source.file(), source.offset(), detail);
    }

    /** @param seq that the frame should have */
    static SabotException broken(Fault fault, long seq, String file, long offset, String detail) {
        String message = "frame " + seq + " " + fault.text + (detail.isEmpty() ? "" : ": " + detail);
        Problem problem = Problem.inFile(
                fault.code,
                message,
                file + " at offset " + offset,
                "'sabot journal verify' on the stopped data directory prints how far the log is intact;"
                        + " restore the directory from a copy");
        return new SabotException(ExitCode.BAD_DATA, List.of(problem));
    }

    /** The break, and why it cannot be cut off. */
    static SabotException brokenBelowWatermark(SabotException broken, long watermark) {
        Problem told = broken.problems().get(0);
        Problem problem = Problem.inFile(
                told.code(),
                told.message() + "; frames up to " + watermark + " had been forced to disk",
                told.file(),
                "acknowledged data is broken: restore the directory from a copy;"
                        + " 'sabot journal verify' on the stopped data directory prints how far it is intact");
        return new SabotException(ExitCode.BAD_DATA, List.of(problem), broken);
    }

    static SabotException endsBelowWatermark(String place, long frames, long watermark) {
        Problem problem = Problem.inFile(
                "JRN-0112",
                "the last frame is " + frames + ", but frames up to " + watermark + " had been forced to disk",
                place,
                "acknowledged data is gone: files are missing, or an older copy was put here; restore the directory");
        return new SabotException(ExitCode.BAD_DATA, List.of(problem));
    }

    static SabotException trimmed(String what, long wanted, long first, String place) {
        return SabotException.failed(
                "JRN-0207",
                what + " " + wanted + " is not in " + place + " any more: history is kept from " + what + " " + first,
                "begin at " + first + ", or keep more history",
                null);
    }

    static SabotException markerBroken(Path directory, Throwable cause) {
        Problem problem = Problem.inFile(
                "JRN-0208",
                "the notes about the log's files cannot be used: " + describe(cause),
                directory.toString(),
                "restore the directory from a copy");
        return new SabotException(ExitCode.BAD_DATA, List.of(problem), cause);
    }

    /** After an error that left it unknown what the disk has. */
    static SabotException stopped(String place, SabotException first) {
        return SabotException.failed(
                "JRN-0206",
                place + " takes nothing more after an error: "
                        + first.problems().get(0).message(),
                "check the disk, then restart; recovery decides what is intact",
                first);
    }

    static SabotException cannotOpen(Path path, Throwable cause) {
        Problem problem = Problem.inFile(
                "JRN-0201",
                "the directory cannot be opened for writing: " + describe(cause),
                path.toString(),
                "check that the path is a directory, that this user may write there, and that the disk is not full");
        return new SabotException(ExitCode.CONFIGURATION, List.of(problem), cause);
    }

    static SabotException noSpace(Path path, long usableBytes, long reserveBytes) {
        return SabotException.failed(
                "JRN-0202",
                "no space left in " + path + ": " + (usableBytes >> 20) + " MiB are free, " + (reserveBytes >> 20)
                        + " MiB are kept in reserve",
                "free some space, and appending goes on; the reserve can be configured",
                null);
    }

    static SabotException cannotWrite(Path path, Throwable cause) {
        return SabotException.failed(
                "JRN-0212",
                "cannot write " + path + ": " + describe(cause),
                "check the disk, then restart; recovery decides what is intact",
                cause);
    }

    static SabotException forceFailed(String place, Throwable cause) {
        return SabotException.failed(
                "JRN-0203",
                "forcing " + place + " to disk failed: " + describe(cause),
                "the disk may have lost data: check it, then restart; recovery decides what is intact",
                cause);
    }

    static SabotException notThere(long seq, String place) {
        return SabotException.failed("JRN-0204", "frame " + seq + " is not in " + place, null, null);
    }

    static SabotException cannotRead(Path path, Throwable cause) {
        return SabotException.failed("JRN-0205", "cannot read " + path + ": " + describe(cause), null, cause);
    }

    static SabotException notDeterministic(String outbox, long seq, long oseq, String detail) {
        return SabotException.failed(
                "JRN-0301",
                "replay of outbox '" + outbox + "' gave another result than before, at output " + oseq
                        + " of input frame " + seq + ": " + detail,
                "an output must depend on the log alone: look for a function with a clock, randomness or state of its"
                        + " own, or for a change of the query or the program without an upgrade",
                null);
    }

    static SabotException rowTooBig(String outbox, long seq, long oseq, long bytes) {
        return SabotException.failed(
                "JRN-0302",
                "output " + oseq + " of outbox '" + outbox + "', caused by input frame " + seq + ", has " + bytes
                        + " bytes; a row may have about " + FrameDescriptor.MAX_BODY_BYTES,
                "shorten the values, e.g. with SUBSTRING",
                null);
    }

    static SabotException schemaChanged(String outbox, String stored, String wanted) {
        return SabotException.configuration(
                "JRN-0303",
                "outbox '" + outbox + "' holds rows of another shape: " + stored + ", not " + wanted,
                "give the changed sink another name, or begin with a new data directory");
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
