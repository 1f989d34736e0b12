package io.sabot.replication;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.util.List;

/**
 * The module's typed errors. REP-01xx: configuration, 02xx: the directory and membership, 03xx: the log and the node's own
 * data do not fit, 04xx: the running node, 05xx: clients, 06xx: snapshots and purges, 07xx: cloning and
 * restoring, 08xx: where a log begins.
 */
final class ReplicationErrors {
    private ReplicationErrors() {}

    static SabotException configuration(String code, String message, String hint) {
        return SabotException.configuration(code, message, hint);
    }

    static SabotException failed(String code, String message, String hint, Throwable cause) {
        return SabotException.failed(code, message, hint, cause);
    }

    static SabotException badData(String code, String message, String hint) {
        return new SabotException(ExitCode.BAD_DATA, List.of(Problem.of(code, message, hint)));
    }

    static SabotException unavailable(String code, String message, String hint) {
        return new SabotException(ExitCode.UNAVAILABLE, List.of(Problem.of(code, message, hint)));
    }
}
