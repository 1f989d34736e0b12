package io.sabot.sql.catalog;

import io.sabot.core.error.Problem;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The text of one file, for problems that point into it. */
public final class SourceText {
    /** 1-based; 0 where unknown. */
    public record Place(int line, int column, int endLine, int endColumn) {
        public static final Place NONE = new Place(0, 0, 0, 0);

        public static Place of(SqlParserPos pos) {
            return new Place(pos.getLineNum(), pos.getColumnNum(), pos.getEndLineNum(), pos.getEndColumnNum());
        }

        public static Place of(SqlNode node) {
            return of(node.getParserPosition());
        }
    }

    private final String file;
    private final String[] lines;

    public SourceText(String file, String text) {
        this.file = file;
        this.lines = text.split("\\R", -1);
    }

    public String file() {
        return file;
    }

    public Problem problem(String code, String message, Place place, String hint) {
        boolean isKnown = place.line() > 0 && place.line() <= lines.length;
        String line = isKnown ? lines[place.line() - 1] : null;
        int end = place.endLine() == place.line() || line == null ? place.endColumn() : line.length();
        return new Problem(code, message, file, place.line(), place.column(), end, line, hint);
    }
}
