package io.sabot.sql.parser;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Text that had to be SQL and is not. */
public final class SyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<SyntaxError> errors;

    public SyntaxException(List<SyntaxError> errors) {
        super(errors.stream().map(SyntaxError::toString).collect(Collectors.joining("\n")));
        this.errors = List.copyOf(errors);
    }

    /** For the grammar, where it has read something it can tell to be wrong. */
    public SyntaxException(SqlParserPos pos, String message) {
        this(pos, message, null);
    }

    /** As {@link #SyntaxException(SqlParserPos, String)}, where it can also tell what to do. */
    public SyntaxException(SqlParserPos pos, String message, String hint) {
        this(List.of(new SyntaxError(
                pos.getLineNum(), pos.getColumnNum(), pos.getEndLineNum(), pos.getEndColumnNum(), message, hint)));
    }

    /** For the grammar, where a type is named that there is not. */
    public static SyntaxException notAType(SqlIdentifier name) {
        return new SyntaxException(List.of(SyntaxErrors.notAType(name)));
    }

    public List<SyntaxError> errors() {
        return errors;
    }
}
