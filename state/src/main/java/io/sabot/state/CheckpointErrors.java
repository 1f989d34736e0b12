package io.sabot.state;

import io.sabot.core.error.FullDisk;
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
        if (FullDisk.isCauseOf(cause, directory.toAbsolutePath().getParent())) {
            return noSpace(directory, cause);
        }
        return SabotException.failed(
                "STA-0023", "the checkpoints in " + directory + " cannot be opened: " + cause, null, cause);
    }

    /** Found when a node starts, before anything is written. */
    static SabotException cannotResume(Path directory, Throwable cause) {
        if (FullDisk.isCauseOf(cause, directory)) {
            return noSpace(directory, cause);
        }
        return SabotException.failed(
                "STA-0026",
                "the checkpoints in " + directory + " are damaged: " + cause,
                "an older one, or replay of the whole log, takes their place",
                cause);
    }

    /** Nothing is lost: what failed can be done again when there is space. */
    private static SabotException noSpace(Path directory, Throwable cause) {
        return SabotException.failed(
                "STA-0025",
                "no space left for a checkpoint in " + directory,
                "free some space, and it is written; until then a restart replays more of the log",
                cause);
    }

    /** Final, unless the disk is full: what is durable is unknown from then on. */
    static SabotException cannotWrite(Path directory, Throwable cause) {
        if (FullDisk.isCauseOf(cause, directory)) {
            return noSpace(directory, cause);
        }
        return SabotException.failed(
                "STA-0024",
                "a checkpoint cannot be written to " + directory + ": " + cause,
                "the log has everything: start again when the disk is well",
                cause);
    }
}
