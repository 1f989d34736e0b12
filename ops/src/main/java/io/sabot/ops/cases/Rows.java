package io.sabot.ops.cases;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.engine.Rehearsal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Rows of chosen columns.
 *
 * @param rows values as {@link Rehearsal#take} gives them
 */
record Rows(List<ColumnSpec> columns, List<List<Object>> rows) {
    int size() {
        return rows.size();
    }

    /** @param places of the chosen columns in the given rows */
    static Rows chosen(List<ColumnSpec> columns, List<Integer> places, List<List<Object>> all) {
        List<List<Object>> chosen = new ArrayList<>();
        for (List<Object> row : all) {
            List<Object> values = new ArrayList<>();
            places.forEach(place -> values.add(row.get(place)));
            chosen.add(values);
        }
        return new Rows(places.stream().map(columns::get).toList(), chosen);
    }

    /** For people. */
    String text(int row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            values.add(
                    Rehearsal.text(rows.get(row).get(i), columns.get(i).type()).replace("\n", "\\n"));
        }
        return String.join(", ", values);
    }

    String header() {
        return String.join(", ", columns.stream().map(ColumnSpec::name).toList());
    }

    /** @param tolerance relative, of DOUBLE */
    boolean isSame(int row, Rows other, int otherRow, double tolerance) {
        for (int i = 0; i < columns.size(); i++) {
            if (!isSame(rows.get(row).get(i), other.rows.get(otherRow).get(i), tolerance)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Object a, Object b, double tolerance) {
        if (a instanceof BigDecimal left && b instanceof BigDecimal right) {
            return left.compareTo(right) == 0;
        }
        if (tolerance > 0 && a instanceof Double left && b instanceof Double right && !left.equals(right)) {
            return Math.abs(left - right) <= tolerance * Math.max(1, Math.max(Math.abs(left), Math.abs(right)));
        }
        return Objects.equals(a, b);
    }

    // ---- as they are written ----

    /** {@code VALUES (…), (…)}. */
    String values() {
        StringBuilder text = new StringBuilder("VALUES");
        for (int row = 0; row < rows.size(); row++) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                values.add(literal(rows.get(row).get(i), columns.get(i).type()));
            }
            text.append(row == 0 ? "\n  (" : ",\n  (")
                    .append(String.join(", ", values))
                    .append(')');
        }
        return text.toString();
    }

    private static String literal(Object value, SqlType type) {
        String text = Rehearsal.text(value, type);
        return value == null || isBare(value, type)
                ? type.kind() == TypeKind.BOOLEAN ? text.toUpperCase(java.util.Locale.ROOT) : text
                : '\'' + text.replace("'", "''") + '\'';
    }

    private static boolean isBare(Object value, SqlType type) {
        return switch (type.kind()) {
            case BOOLEAN, INT, BIGINT, DECIMAL -> true;
            case DOUBLE -> Double.isFinite((Double) value);
            default -> false;
        };
    }

    /** With a header line. */
    String csv() {
        StringBuilder text = new StringBuilder();
        text.append(String.join(
                        ",", columns.stream().map(column -> csv(column.name())).toList()))
                .append('\n');
        for (List<Object> row : rows) {
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                Object value = row.get(i);
                fields.add(
                        value == null
                                ? ""
                                : csv(Rehearsal.text(value, columns.get(i).type())));
            }
            text.append(String.join(",", fields)).append('\n');
        }
        return text.toString();
    }

    /** An empty text is quoted, for without quotes it is NULL. */
    private static String csv(String field) {
        boolean isPlain = !field.isEmpty() && field.matches("[^\",\\r\\n]*");
        return isPlain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }

    /** One object a line. */
    String json() {
        StringBuilder text = new StringBuilder();
        for (List<Object> row : rows) {
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                SqlType type = columns.get(i).type();
                String value = Rehearsal.text(row.get(i), type);
                fields.add(JsonText.quoted(columns.get(i).name()) + ":"
                        + (row.get(i) == null ? "null" : isBare(row.get(i), type) ? value : JsonText.quoted(value)));
            }
            text.append('{').append(String.join(",", fields)).append("}\n");
        }
        return text.toString();
    }
}
