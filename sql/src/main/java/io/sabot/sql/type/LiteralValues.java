package io.sabot.sql.type;

import io.sabot.core.type.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;

/** Literals as Java values. */
public final class LiteralValues {
    private static final long NS_PER_MS = 1_000_000L;
    private static final int NS_DIGITS_OF_MS = 6;

    private LiteralValues() {}

    /**
     * Null for NULL, else: Boolean, Integer (INT, DATE: days), Long (BIGINT, TIME, TIMESTAMP, INTERVAL: ns), Double,
     * BigDecimal of the type's scale, String, byte[].
     */
    public static Object of(RexLiteral literal, SqlType type) {
        if (literal.isNull()) {
            return null;
        }
        return switch (type.kind()) {
            case BOOLEAN -> literal.getValueAs(Boolean.class);
            case INT -> literal.getValueAs(BigDecimal.class).intValueExact();
            case BIGINT -> literal.getValueAs(BigDecimal.class).longValueExact();
            case DOUBLE -> literal.getValueAs(BigDecimal.class).doubleValue();
            case DECIMAL -> literal.getValueAs(BigDecimal.class).setScale(type.scale(), RoundingMode.HALF_UP);
            case INTERVAL ->
                literal.getValueAs(BigDecimal.class)
                        .movePointRight(NS_DIGITS_OF_MS)
                        .longValueExact();
            case VARCHAR -> literal.getValueAs(String.class);
            case BINARY -> literal.getValueAs(ByteString.class).getBytes();
            case DATE -> literal.getValueAs(DateString.class).getDaysSinceEpoch();
            case TIME -> nanos(literal.getValueAs(TimeString.class));
            case TIMESTAMP -> nanos(literal.getValueAs(TimestampString.class));
            case ARRAY -> throw new IllegalStateException("an ARRAY literal");
        };
    }

    private static long nanos(TimestampString text) {
        return Math.addExact(
                Math.multiplyExact(text.round(0).getMillisSinceEpoch(), NS_PER_MS), fractionNs(text.toString()));
    }

    private static long nanos(TimeString text) {
        return text.round(0).getMillisOfDay() * NS_PER_MS + fractionNs(text.toString());
    }

    private static long fractionNs(String text) {
        int point = text.indexOf('.');
        return point < 0 ? 0 : Long.parseLong((text.substring(point + 1) + "000000000").substring(0, 9));
    }
}
