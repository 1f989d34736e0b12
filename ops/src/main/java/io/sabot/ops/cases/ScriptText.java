package io.sabot.ops.cases;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.nio.file.Path;
import java.util.List;

/** The text of a file of cases; places in it are offsets. */
record ScriptText(Path file, String text) {
    Problem problem(String code, String message, Span span, String hint) {
        int lineStart = text.lastIndexOf('\n', span.start() - 1) + 1;
        int lineEnd = text.indexOf('\n', span.start());
        String line = text.substring(lineStart, lineEnd < 0 ? text.length() : lineEnd);
        int column = span.start() - lineStart + 1;
        int end = Math.min(span.end() - lineStart, line.length());
        return new Problem(
                code,
                message,
                file.toString(),
                lineOf(span),
                column,
                Math.max(column, end),
                line.stripTrailing(),
                hint);
    }

    SabotException mistake(String code, String message, Span span, String hint) {
        return new SabotException(ExitCode.CONFIGURATION, List.of(problem(code, message, span, hint)));
    }

    private int lineOf(Span span) {
        return (int) text.substring(0, span.start())
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
    }

    /** That relative paths in it start from. */
    Path directory() {
        return file.toAbsolutePath().getParent();
    }

    /** From one offset to before another. */
    record Span(int start, int end) {
        Span to(Span last) {
            return new Span(start, last.end);
        }
    }
}
