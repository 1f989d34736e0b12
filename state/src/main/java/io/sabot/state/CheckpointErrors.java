package io.sabot.state;

import io.sabot.core.error.SabotException;
import java.nio.file.Path;

/** Errors of checkpoint stores. */
final class CheckpointErrors {
    private CheckpointErrors() {}

    static SabotException damaged(CheckpointInfo checkpoint, String detail) {
        return SabotException.failed(
                "STA-0021",
                "checkpoint " + checkpoint.epoch() + " at log entry " + checkpoint.seq() + " cannot be read: " + detail,
                "an older one, or replay of the whole log, takes its place",
                null);
    }

    static SabotException pageDamaged(int table, int page, String detail) {
        return SabotException.failed(
                "STA-0022",
                "page " + page + " of table " + table + " cannot be read back: " + detail,
                "start again: state is made anew from an older checkpoint or the whole log",
                null);
    }

    static SabotException cannotOpen(Path directory, Throwable cause) {
        return SabotException.failed(
                "STA-0023", "the checkpoints in " + directory + " cannot be opened: " + cause, null, cause);
    }

    /** Final: what is durable is unknown from then on. */
    static SabotException cannotWrite(Path directory, Throwable cause) {
        return SabotException.failed(
                "STA-0024",
                "a checkpoint cannot be written to " + directory + ": " + cause,
                "the log has everything: start again when the disk is well",
                cause);
    }
}
