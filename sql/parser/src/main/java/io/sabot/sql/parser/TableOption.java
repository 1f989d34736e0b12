package io.sabot.sql.parser;

import org.apache.calcite.sql.SqlLiteral;

/** A {@code 'key' = 'value'} of a WITH clause. */
public record TableOption(SqlLiteral key, SqlLiteral value) {
    public String keyText() {
        return key.getValueAs(String.class);
    }

    public String valueText() {
        return value.getValueAs(String.class);
    }
}
