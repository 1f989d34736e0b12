package io.sabot.ingest.sink;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name of a finished part: the numbers of its first and last row, padded so that names sort as rows do.
 *
 * <pre>
 *   part-000000000001-000000001000.csv
 *   .part-000000001001.tmp              while it is written
 * </pre>
 */
record PartName(long first, long last, String extension) {
    private static final Pattern FINISHED = Pattern.compile("part-(\\d{12,18})-(\\d{12,18})\\.(csv|jsonl)");
    private static final Pattern TEMPORARY = Pattern.compile("\\.part-\\d{12,18}\\.tmp");

    PartName {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("rows " + first + " to " + last);
        }
    }

    /** Null if the name is of something else. */
    static PartName parse(String fileName) {
        Matcher matcher = FINISHED.matcher(fileName);
        if (!matcher.matches()) {
            return null;
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        return first < 1 || last < first ? null : new PartName(first, last, matcher.group(3));
    }

    static boolean isTemporary(String fileName) {
        return TEMPORARY.matcher(fileName).matches();
    }

    static String temporary(long first) {
        return String.format(Locale.ROOT, ".part-%012d.tmp", first);
    }

    String fileName() {
        return String.format(Locale.ROOT, "part-%012d-%012d.%s", first, last, extension);
    }
}
