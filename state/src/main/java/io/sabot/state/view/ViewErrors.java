package io.sabot.state.view;

import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.file.Path;

/** What can go wrong with a view, for people. */
final class ViewErrors {
    private ViewErrors() {}

    static SabotException absent(Path directory) {
        return SabotException.configuration(
                "STA-0101",
                "there is no view in " + directory,
                "a node makes it: CREATE MATERIALIZED VIEW … AS SELECT …");
    }

    static SabotException unreadable(Path file, String reason, Throwable cause) {
        return SabotException.failed(
                "STA-0102",
                "the view's file " + file + " cannot be read: " + reason,
                "views are made anew when the node starts",
                cause);
    }

    static SabotException unwritable(Path directory, IOException e) {
        return SabotException.failed(
                "STA-0103",
                "the view in " + directory + " cannot be written: " + e.getMessage(),
                "check space and permissions",
                e);
    }

    static SabotException noSpace(Path directory, long neededBytes, long usableBytes) {
        return SabotException.failed(
                "STA-0104",
                "the view in " + directory + " needs " + (neededBytes >> 20) + " MiB, and " + (usableBytes >> 20)
                        + " MiB of the disk may be used",
                "make space, or WITH ('max-keys' = '…') with fewer keys",
                null);
    }

    static Problem tooManyKeys(ViewSpec spec) {
        return Problem.of(
                "STA-0107",
                "view '" + spec.name() + "' has its " + spec.maxKeys() + " keys: rows of further keys are left out",
                "WITH ('max-keys' = '…') with more; the query's results are whole in its outbox");
    }

    static SabotException torn(String view) {
        return SabotException.failed(
                "STA-0105",
                "a row of view '" + view + "' stays half written: the node has died or stands still",
                "the next start of the node makes the view anew",
                null);
    }

    static SabotException badKey(String message) {
        return SabotException.configuration("STA-0106", message, null);
    }
}
