package io.sabot.sql.parser;

import java.util.List;
import org.apache.calcite.sql.SqlNode;

/**
 * What came of a script: the statements that could be read, in their order, and every error of those that could not.
 *
 * @param statements without those that have errors; a statement set lacks the statements in it that have
 */
public record ParsedScript(List<SqlNode> statements, List<SyntaxError> errors) {
    public ParsedScript {
        statements = List.copyOf(statements);
        errors = List.copyOf(errors);
    }

    /**
     * The statements of a script that is to be used only as a whole.
     *
     * @throws SyntaxException if there is an error
     */
    public List<SqlNode> orThrow() {
        if (!errors.isEmpty()) {
            throw new SyntaxException(errors);
        }
        return statements;
    }
}
