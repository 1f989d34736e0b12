package io.sabot.core.error;

import java.util.Locale;

/**
 * One thing that is wrong, told for a person.
 *
 * @param code stable, e.g. {@code SQL-0102}
 * @param file null if the problem has no place; lines and columns are 1-based, 0 if unknown
 * @param sourceLine text of the line, null if unknown
 * @param hint what to do or what was probably meant; null if there is nothing to say
 */
public record Problem(
        String code, String message, String file, int line, int column, int endColumn, String sourceLine, String hint) {

    public static Problem of(String code, String message, String hint) {
        return new Problem(code, message, null, 0, 0, 0, null, hint);
    }

    public static Problem inFile(String code, String message, String file, String hint) {
        return new Problem(code, message, file, 0, 0, 0, null, hint);
    }

    /** Several lines, the last without a line break. */
    public String format() {
        StringBuilder text = new StringBuilder();
        text.append("error[").append(code).append("]: ").append(message);
        String margin = " ";
        if (file != null) {
            text.append("\n  --> ").append(file);
            if (line > 0) {
                text.append(':').append(line).append(':').append(column);
            }
        }
        if (sourceLine != null && line > 0) {
            String number = String.format(Locale.ROOT, "%4d", line);
            margin = " ".repeat(number.length());
            int start = Math.min(Math.max(column, 1), sourceLine.length() + 1);
            int end = Math.max(start, Math.min(endColumn, sourceLine.length()));
            text.append('\n').append(margin).append(" |");
            text.append('\n').append(number).append(" | ").append(sourceLine.replace('\t', ' '));
            text.append('\n').append(margin).append(" | ").append(" ".repeat(start - 1));
            text.append("^".repeat(end - start + 1));
        }
        if (hint != null) {
            text.append('\n').append(margin).append(" = help: ").append(hint);
        }
        return text.toString();
    }
}
