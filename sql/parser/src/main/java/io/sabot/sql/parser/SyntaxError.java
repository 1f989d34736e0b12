package io.sabot.sql.parser;

/**
 * A place in a script that is not SQL, and what would be.
 *
 * @param line of the first offending character, from 1
 * @param column from 1; a tab is one column
 * @param endLine of the last offending character
 * @param endColumn inclusive
 * @param hint null if there is nothing to suggest
 */
public record SyntaxError(int line, int column, int endLine, int endColumn, String message, String hint) {
    @Override
    public String toString() {
        return line + ":" + column + ": " + message + (hint == null ? "" : " (" + hint + ")");
    }
}
