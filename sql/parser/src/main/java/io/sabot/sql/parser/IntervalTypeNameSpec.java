package io.sabot.sql.parser;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.util.Litmus;

/** An interval as the type of a column. */
public final class IntervalTypeNameSpec extends SqlTypeNameSpec {
    private final SqlIntervalQualifier qualifier;

    public IntervalTypeNameSpec(SqlIntervalQualifier qualifier, SqlParserPos pos) {
        super(new SqlIdentifier(qualifier.typeName().getName(), pos), pos);
        this.qualifier = qualifier;
    }

    public SqlIntervalQualifier qualifier() {
        return qualifier;
    }

    @Override
    public RelDataType deriveType(SqlValidator validator) {
        return validator.getTypeFactory().createSqlIntervalType(qualifier);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("INTERVAL");
        qualifier.unparse(writer, 0, 0);
    }

    @Override
    public boolean equalsDeep(SqlTypeNameSpec that, Litmus litmus) {
        return that instanceof IntervalTypeNameSpec other && qualifier.equalsDeep(other.qualifier, litmus)
                || litmus.fail("{} != {}", this, that);
    }
}
