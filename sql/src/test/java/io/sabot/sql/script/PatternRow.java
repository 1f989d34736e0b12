package io.sabot.sql.script;

import io.sabot.core.time.Timestamps;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** A row of the input of random patterns; {@code k} may be null, {@code id} is unique. */
record PatternRow(String k, long second, Integer v, Integer w, int id) {
    static final List<String> COLUMNS = List.of("k", "ts", "v", "w", "id");

    /** A column to sort by. NULL is greater than any value, as in the queries of Sabot. */
    record Order(String column, boolean isDescending) {
        String sql() {
            return column + (isDescending ? " DESC" : "");
        }

        Comparator<PatternRow> comparator() {
            Comparator<PatternRow> ascending =
                    Comparator.comparing(row -> row.number(column), Comparator.nullsLast(Comparator.naturalOrder()));
            return isDescending ? ascending.reversed() : ascending;
        }
    }

    /** For {@link ScriptRun}. */
    String line() {
        return Objects.toString(k, "") + "," + second + "," + Objects.toString(v, "") + "," + Objects.toString(w, "")
                + "," + id;
    }

    Integer number(String column) {
        return switch (column) {
            case "ts" -> (int) second;
            case "v" -> v;
            case "w" -> w;
            case "id" -> id;
            default -> throw new IllegalArgumentException(column);
        };
    }

    /** As a column of the result. */
    String text(String column) {
        return switch (column) {
            case "k" -> Objects.toString(k, "");
            case "ts" -> time();
            default -> Objects.toString(number(column), "");
        };
    }

    String time() {
        return Timestamps.appendTimestamp(new StringBuilder(), second * Timestamps.NS_PER_SECOND)
                .toString();
    }
}
