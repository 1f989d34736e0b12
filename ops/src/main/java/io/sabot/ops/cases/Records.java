package io.sabot.ops.cases;

import io.sabot.ops.cases.ScriptText.Span;
import java.util.List;

/**
 * Rows as a statement gives them.
 *
 * @param columns that are named; empty for all of the table
 * @param rows of VALUES
 * @param text of CSV and JSON; path of a FILE
 * @param body what {@code --update} replaces
 */
record Records(Kind kind, List<Token> columns, List<ValueRow> rows, String text, Span body) {
    enum Kind {
        VALUES,
        CSV,
        JSON,
        FILE,
        EMPTY
    }

    /**
     * One row of VALUES.
     *
     * @param values as JSON has them
     */
    record ValueRow(List<String> values, Span span) {}
}
