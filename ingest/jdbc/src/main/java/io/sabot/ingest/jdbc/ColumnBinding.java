package io.sabot.ingest.jdbc;

import io.sabot.core.batch.Column;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** How a column's values go into a statement. */
interface ColumnBinding {
    /** Null if the type has no counterpart. */
    static ColumnBinding of(SqlType type) {
        return type.kind() == TypeKind.ARRAY ? ArrayBinding.of(type) : ValueBinding.of(type);
    }

    /** A null of the type that values are sent as. */
    String nullLiteral();

    /** Puts a value that is not null. Allocates. */
    void set(PreparedStatement to, int parameter, Column from, int row) throws SQLException;

    void setNull(PreparedStatement to, int parameter) throws SQLException;
}
