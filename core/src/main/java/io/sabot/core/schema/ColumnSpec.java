package io.sabot.core.schema;

import io.sabot.core.type.SqlType;
import java.util.Objects;

/** One column of a stream as declared. */
public record ColumnSpec(String name, SqlType type) {
    public ColumnSpec {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
    }
}
