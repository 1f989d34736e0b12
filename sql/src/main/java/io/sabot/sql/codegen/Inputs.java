package io.sabot.sql.codegen;

import org.apache.calcite.rex.RexNode;

/** How generated code reaches what an expression refers to. */
public interface Inputs {
    /** Reads a {@link org.apache.calcite.rex.RexInputRef}; the translator puts what it reads often into a local. */
    Value read(int inputRefIndex);

    /**
     * Where the input lies, if it is a column: then text is compared by dictionary id or bytes without making strings.
     * The column must already be set when the lines of {@link CodeBlock#onBind} run. Null if it is not in a column, or
     * nobody runs those lines.
     */
    default ColumnRef column(int inputRefIndex) {
        return null;
    }

    /**
     * Translates what only the caller knows, such as navigation in a pattern; asked for every node before the
     * translator looks at it. Null if the node is nothing special.
     */
    default Value special(RexNode node) {
        return null;
    }

    /**
     * @param column Java expression of an {@link io.sabot.core.batch.Column}
     * @param row Java expression of the row in it
     */
    record ColumnRef(String column, String row) {}
}
