package io.sabot.sql.function;

import io.sabot.core.text.DoubleText;
import io.sabot.core.time.Timestamps;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** CAST between the kinds of values; what cannot be converted is a failure. Fractions are cut off integers, towards zero. */
public final class Casts {
    private static final double LONG_LIMIT = 0x1p63;
    private static final int MAX_SHOWN = 40;

    private Casts() {}

    // ---- numbers ----

    public static int toInt(long value) {
        if ((int) value != value) {
            throw new RowFailure(value + " does not fit INT");
        }
        return (int) value;
    }

    public static long toLong(double value) {
        if (!(value >= -LONG_LIMIT && value < LONG_LIMIT)) {
            throw new RowFailure(value + " does not fit BIGINT");
        }
        return (long) value;
    }

    public static int toInt(double value) {
        return toInt(toLong(value));
    }

    // ---- text to values ----

    public static boolean toBoolean(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "1" -> true;
            case "false", "f", "no", "n", "0" -> false;
            default -> throw failed(text, "BOOLEAN");
        };
    }

    public static int toInt(String text) {
        long value = toLong(text, "INT");
        if ((int) value != value) {
            throw failed(text, "INT");
        }
        return (int) value;
    }

    public static long toLong(String text) {
        return toLong(text, "BIGINT");
    }

    private static long toLong(String text, String type) {
        String trimmed = text.strip();
        try {
            return Long.parseLong(trimmed);
        } catch (NumberFormatException e) {
            BigDecimal whole = toDecimal(text, type).setScale(0, RoundingMode.DOWN);
            if (whole.unscaledValue().bitLength() > 63) {
                throw failed(text, type);
            }
            return whole.longValue();
        }
    }

    public static double toDouble(String text) {
        String trimmed = text.strip();
        try {
            if (!trimmed.isEmpty() && "fFdD".indexOf(trimmed.charAt(trimmed.length() - 1)) < 0) {
                return Double.parseDouble(trimmed);
            }
            throw failed(text, "DOUBLE");
        } catch (NumberFormatException e) {
            throw failed(text, "DOUBLE");
        }
    }

    public static BigDecimal toDecimal(String text) {
        return toDecimal(text, "DECIMAL");
    }

    private static BigDecimal toDecimal(String text, String type) {
        try {
            BigDecimal value = new BigDecimal(text.strip());
            // refuse 1e1000000000 before somebody writes it out
            if (Math.abs((long) value.scale()) > 1000) {
                throw failed(text, type);
            }
            return value;
        } catch (NumberFormatException e) {
            throw failed(text, type);
        }
    }

    public static int toDate(String text) {
        long ns = TimeText.parse(text.strip());
        if (ns == TimeText.INVALID) {
            throw failed(text, "DATE");
        }
        return (int) Math.floorDiv(ns, Timestamps.NS_PER_DAY);
    }

    public static long toTimestamp(String text) {
        long ns = TimeText.parse(text.strip());
        if (ns == TimeText.INVALID) {
            throw failed(text, "TIMESTAMP");
        }
        return ns;
    }

    /** {@code HH:mm[:ss[.f]]}, or a timestamp of which the time is taken. */
    public static long toTime(String text) {
        String trimmed = text.strip();
        boolean hasDate = trimmed.length() > 10 && trimmed.charAt(4) == '-';
        long ns = TimeText.parse(hasDate ? trimmed : "1970-01-01 " + trimmed);
        if (ns == TimeText.INVALID) {
            throw failed(text, "TIME");
        }
        return Math.floorMod(ns, Timestamps.NS_PER_DAY);
    }

    /** {@code [-]d HH:mm:ss[.f]}, as an interval prints. */
    public static long toInterval(String text) {
        String trimmed = text.strip();
        boolean isNegative = trimmed.startsWith("-");
        String unsigned = isNegative ? trimmed.substring(1) : trimmed;
        int space = unsigned.indexOf(' ');
        try {
            long days = space < 0 ? 0 : Long.parseUnsignedLong(unsigned.substring(0, space));
            long time = TimeText.parse("1970-01-01 " + unsigned.substring(space + 1));
            if (time == TimeText.INVALID || days < 0) {
                throw failed(text, "INTERVAL");
            }
            long ns = Math.addExact(Math.multiplyExact(days, Timestamps.NS_PER_DAY), time);
            return isNegative ? -ns : ns;
        } catch (NumberFormatException e) {
            throw failed(text, "INTERVAL");
        }
    }

    private static RowFailure failed(String text, String type) {
        String shown = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
        return new RowFailure("'" + shown + "' is no " + type);
    }

    // ---- values to text ----

    public static String toText(boolean value) {
        return value ? "TRUE" : "FALSE";
    }

    public static String toText(int value) {
        return Integer.toString(value);
    }

    public static String toText(long value) {
        return Long.toString(value);
    }

    public static String toText(double value) {
        return DoubleText.of(value);
    }

    public static String toText(BigDecimal value) {
        return value.toPlainString();
    }

    public static String decimalToText(long value, int scale) {
        return BigDecimal.valueOf(value, scale).toPlainString();
    }

    public static String dateToText(int days) {
        return Timestamps.appendDate(new StringBuilder(10), days).toString();
    }

    public static String timeToText(long nsOfDay) {
        return Timestamps.appendTime(new StringBuilder(18), nsOfDay).toString();
    }

    public static String timestampToText(long ns) {
        return Timestamps.appendTimestamp(new StringBuilder(29), ns).toString();
    }

    public static String intervalToText(long ns) {
        return Timestamps.appendInterval(new StringBuilder(24), ns).toString();
    }

    /** {@code [-]y-mm}. */
    public static String monthsToText(int months) {
        long count = Math.abs((long) months);
        return (months < 0 ? "-" : "") + count / 12 + (count % 12 < 10 ? "-0" : "-") + count % 12;
    }

    // ---- bytes ----

    public static byte[] toBytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String toText(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RowFailure("the bytes are no UTF-8 text");
        }
    }

    /** Cuts text to that many characters. */
    public static String cut(String text, int characters) {
        return text.length() <= characters ? text : Text.left(text, characters);
    }

    /** CHAR(n): cuts, or fills with blanks. */
    public static String pad(String text, int characters) {
        return Text.rpad(text, characters, " ");
    }
}
