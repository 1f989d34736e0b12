package io.sabot.ingest.sink;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Aligned columns under a header. Widths are those of the header and the first page of rows; a later value that is wider
 * widens its column from there on, for what was printed stays. Numbers are on the right. Control characters are shown as
 * escapes, so that no value breaks a line or speaks to the terminal. Allocates: nobody reads a million rows here.
 */
final class TableEncoder implements RowEncoder {
    static final int PAGE_ROWS = 32;

    /** A wider value is printed whole, but the other rows are not padded for it. */
    static final int MAX_WIDTH = 60;

    private static final String NULL = "NULL";
    private static final String GAP = "  ";

    private final ValueText values = new ValueText();
    private final TextBuffer value = new TextBuffer();
    private final String[] names;
    private final boolean[] isNumber;
    private final int[] widths;
    private final List<String[]> page = new ArrayList<>();
    private boolean isHeaderPrinted;

    TableEncoder(EventSchema schema) {
        int count = schema.columnCount();
        names = schema.columns().stream()
                .map(ColumnSpec::name)
                .map(TableEncoder::shown)
                .toArray(String[]::new);
        widths = new int[count];
        isNumber = new boolean[count];
        for (int i = 0; i < count; i++) {
            isNumber[i] = switch (schema.column(i).type().kind()) {
                case INT, BIGINT, DOUBLE, DECIMAL -> true;
                default -> false;
            };
        }
        widen(names);
    }

    @Override
    public void row(EventBatch batch, int row, TextBuffer out) {
        String[] cells = new String[names.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cell(batch.column(i), row);
        }
        widen(cells);
        if (isHeaderPrinted) {
            print(cells, out);
            return;
        }
        page.add(cells);
        if (page.size() == PAGE_ROWS) {
            flush(out);
        }
    }

    private String cell(Column column, int row) {
        if (column.isNull(row)) {
            return NULL;
        }
        value.clear();
        values.append(column, row, value);
        return shown(value.text());
    }

    private static String shown(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.chars().forEach(c -> appendShown((char) c, shown));
        return shown.toString();
    }

    private static void appendShown(char c, StringBuilder shown) {
        switch (c) {
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            default -> {
                if (Character.isISOControl(c)) {
                    shown.append(String.format("\\u%04x", (int) c));
                } else {
                    shown.append(c);
                }
            }
        }
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private void widen(String[] cells) {
        for (int i = 0; i < cells.length; i++) {
            widths[i] = Math.max(widths[i], Math.min(width(cells[i]), MAX_WIDTH));
        }
    }

    @Override
    public void flush(TextBuffer out) {
        if (!page.isEmpty()) {
            printHeader(out);
            page.forEach(cells -> print(cells, out));
            page.clear();
        }
    }

    @Override
    public void end(TextBuffer out) {
        flush(out);
        printHeader(out);
    }

    private void printHeader(TextBuffer out) {
        if (isHeaderPrinted) {
            return;
        }
        isHeaderPrinted = true;
        print(names, out);
        String[] lines = new String[names.length];
        Arrays.setAll(lines, i -> "-".repeat(widths[i]));
        print(lines, out);
    }

    /** No blanks at the end of a line. */
    private void print(String[] cells, TextBuffer out) {
        int owed = 0;
        for (int i = 0; i < cells.length; i++) {
            int padding = Math.max(0, widths[i] - width(cells[i]));
            owed += (i > 0 ? GAP.length() : 0) + (isNumber[i] ? padding : 0);
            if (!cells[i].isEmpty()) {
                out.pad(owed);
                out.bytes(cells[i].getBytes(StandardCharsets.UTF_8));
                owed = 0;
            }
            owed += isNumber[i] ? 0 : padding;
        }
        out.put('\n');
    }
}
