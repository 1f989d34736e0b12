package io.sabot.ops.config;

import io.sabot.core.error.Problem;

/**
 * A key with a value as it was found, right or wrong.
 *
 * @param key in lower case
 * @param sourceLine of the file, null where there is none
 */
record Entry(String key, String value, Origin origin, String sourceLine) {
    /** Something is wrong with it. */
    Problem problem(String code, String message, String hint) {
        if (origin.line() == 0) {
            return Problem.inFile(code, message, origin.toString(), hint);
        }
        int column = origin.column();
        int lastPart = key.length() - key.lastIndexOf('.') - 1;
        return new Problem(
                code, message, origin.source(), origin.line(), column, column + lastPart - 1, sourceLine, hint);
    }
}
