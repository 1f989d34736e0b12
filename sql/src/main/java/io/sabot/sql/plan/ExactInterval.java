package io.sabot.sql.plan;

import io.sabot.sql.parser.Intervals;
import java.math.BigDecimal;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.parser.SqlParserPos;

/** An interval literal that is converted to the nanosecond, where Calcite's own is cut at the millisecond. */
final class ExactInterval extends SqlIntervalLiteral {
    private static final int NS_DIGITS_OF_MS = 6;

    private final BigDecimal millis;

    private ExactInterval(IntervalValue value, SqlIntervalLiteral literal, BigDecimal millis, SqlParserPos pos) {
        super(value.getSign(), value.getIntervalLiteral(), value.getIntervalQualifier(), literal.getTypeName(), pos);
        this.millis = millis;
    }

    /** The literal itself if it has no fixed length or is good already. */
    static SqlLiteral of(SqlIntervalLiteral literal) {
        try {
            BigDecimal millis = BigDecimal.valueOf(Intervals.nanos(literal), NS_DIGITS_OF_MS);
            return millis.stripTrailingZeros().scale() <= 0
                    ? literal
                    : new ExactInterval(
                            literal.getValueAs(IntervalValue.class), literal, millis, literal.getParserPosition());
        } catch (IllegalArgumentException e) {
            return literal; // the validator says what is wrong with it
        }
    }

    @Override
    public <T> T getValueAs(Class<T> type) {
        return type == BigDecimal.class ? type.cast(millis) : super.getValueAs(type);
    }

    @Override
    public SqlIntervalLiteral clone(SqlParserPos pos) {
        return new ExactInterval(getValueAs(IntervalValue.class), this, millis, pos);
    }
}
