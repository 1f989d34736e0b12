package io.sabot.perf;

import io.sabot.core.batch.EventBatch;
import io.sabot.engine.Sabot;
import io.sabot.sql.script.ApplicationPlan;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Patterns and inputs whose cost has been seen to explode. Each is one query over {@code rows (k, ts, v, x, y)}; the
 * input of a length is made of the row's number alone.
 */
enum HardWorkload {
    /** Every way to cut the run of A into pieces is a parse of it. */
    NESTED_PLUS("((A+)+ B)", true, "PATTERN (((A+)+ B)) DEFINE A AS v = 1, B AS v = 2") {
        @Override
        long value(int row, int length) {
            return isLast(row, length) ? 2 : 1;
        }
    },

    /** Each of equal values can be either. */
    EITHER_OF_EQUALS("(A | B)* C", true, "PATTERN ((A | B)* C) DEFINE A AS v = 1, B AS v = 1, C AS v = 2") {
        @Override
        long value(int row, int length) {
            return isLast(row, length) ? 2 : 1;
        }
    },

    /** Robbery, battery, theft of a car within a box and half an hour: a row in ten is one of them. */
    BOX_WITHIN(
            "(R Z* B Z* M) in a box, WITHIN", true, BoxText.PATTERN + " WITHIN INTERVAL '30' MINUTE" + BoxText.DEFINE) {
        @Override
        long value(int row, int length) {
            return BoxText.value(row);
        }

        @Override
        double place(int row, int axis) {
            return BoxText.place(row, axis);
        }

        @Override
        long stepNs() {
            return 10_000_000_000L;
        }
    },

    /** As before without a limit of time: every R that has not become a match has to be asked again. */
    BOX("(R Z* B Z* M) in a box", false, BoxText.PATTERN + BoxText.DEFINE) {
        @Override
        long value(int row, int length) {
            return BoxText.value(row);
        }

        @Override
        double place(int row, int axis) {
            return BoxText.place(row, axis);
        }
    },

    /** Every row begins a match that the last row completes, and all of them are due. */
    MANY_STARTS(
            "(A X* B) from every row, WITHIN 6 hours",
            true,
            "AFTER MATCH SKIP TO NEXT ROW PATTERN (A X* B) WITHIN INTERVAL '6' HOUR DEFINE X AS v = 1, B AS v = 2") {
        @Override
        long value(int row, int length) {
            return isLast(row, length) ? 2 : 1;
        }
    },

    /** A repetition of what can be empty. */
    REPEATED_OPTIONAL("(E?){2,}", true, "PATTERN ((E?){2,}) DEFINE E AS v = 1") {
        @Override
        long value(int row, int length) {
            return 1;
        }
    },

    /** One fall, as long as the input. */
    LONG_FALL("A B+ C, one fall", true, "PATTERN (A B+ C) DEFINE B AS x < PREV(x), C AS x > PREV(x)") {
        @Override
        double place(int row, int axis) {
            return -row;
        }
    },

    /** Falls of 64 rows, and all rows come out. */
    ALL_ROWS(
            "A B+ C, ALL ROWS", true, "ALL ROWS PER MATCH PATTERN (A B+ C) DEFINE B AS x < PREV(x), C AS x > PREV(x)") {
        @Override
        double place(int row, int axis) {
            return -(row & 63);
        }
    },

    /** Keys of four rows each, which never come back. */
    SHORT_LIVED_KEYS(
            "A B C over keys of four rows",
            true,
            "PARTITION BY k",
            "PATTERN (A B C) DEFINE A AS v = 0, B AS v = 1, C AS v = 2") {
        @Override
        long key(int row) {
            return row / 4;
        }

        @Override
        int maxLength() {
            return 4_096_000;
        }

        @Override
        long value(int row, int length) {
            return row & 3;
        }
    };

    private static final String SCRIPT =
            """
            CREATE TABLE t (k BIGINT, ts TIMESTAMP(9), v BIGINT, x DOUBLE, y DOUBLE, WATERMARK FOR ts AS ts);
            CREATE TABLE results (n BIGINT);
            INSERT INTO results SELECT n FROM t MATCH_RECOGNIZE (%s ORDER BY ts %s %s);
            """;

    private static final long START_NS = 1_767_225_600_000_000_000L; // 2026-01-01

    private final String title;
    private final boolean isLinear;
    private final String partition;
    private final String pattern;

    HardWorkload(String title, boolean isLinear, String pattern) {
        this(title, isLinear, "", pattern);
    }

    HardWorkload(String title, boolean isLinear, String partition, String pattern) {
        this.title = title;
        this.isLinear = isLinear;
        this.partition = partition;
        this.pattern = pattern;
    }

    /** Of the box: what happened, and where. */
    private static final class BoxText {
        static final String PATTERN = "PATTERN (R Z* B Z* M)";
        static final String DEFINE = " DEFINE R AS v = 1, B AS v = 2 AND B.x BETWEEN R.x - 0.05 AND R.x + 0.05"
                + " AND B.y BETWEEN R.y - 0.02 AND R.y + 0.02, M AS v = 3 AND M.x BETWEEN R.x - 0.05 AND R.x + 0.05"
                + " AND M.y BETWEEN R.y - 0.02 AND R.y + 0.02";

        static long value(int row) {
            int kind = (int) (mixed(row) >>> 58);
            return kind < 6 ? 1 + kind % 3 : 0;
        }

        /** In a city one by one. */
        static double place(int row, int axis) {
            return (mixed(row * 2L + axis + 1_000_003) >>> 11) * 0x1p-53;
        }

        private static long mixed(long value) {
            long z = value * 0x9E3779B97F4A7C15L;
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            return z ^ z >>> 31;
        }
    }

    private static boolean isLast(int row, int length) {
        return row == length - 1;
    }

    String title() {
        return title;
    }

    /** Whether time for a row should not depend on the length. */
    boolean isLinear() {
        return isLinear;
    }

    ApplicationPlan plan() {
        return Sabot.plan(name().toLowerCase(Locale.ROOT), script(), Path.of(""));
    }

    private String script() {
        boolean isAllRows = pattern.startsWith("ALL ROWS");
        String measures = isAllRows ? "MEASURES COUNT(*) AS n" : "MEASURES COUNT(*) AS n ONE ROW PER MATCH";
        return SCRIPT.formatted(partition, measures, pattern);
    }

    long key(int row) {
        return 0;
    }

    long value(int row, int length) {
        return 0;
    }

    /** @param axis 0 or 1 */
    double place(int row, int axis) {
        return 0;
    }

    /** The longest input worth the time. */
    int maxLength() {
        return 1_024_000;
    }

    /** Event time from one row to the next. */
    long stepNs() {
        return 1_000_000L;
    }

    /** Fills an empty batch with the rows from {@code from} on. */
    void fill(EventBatch batch, int from, int length) {
        int count = Math.min(batch.rowCapacity(), length - from);
        for (int i = 0; i < count; i++) {
            int row = from + i;
            batch.column(0).putLong(i, key(row));
            batch.column(1).putLong(i, START_NS + row * stepNs());
            batch.column(2).putLong(i, value(row, length));
            batch.column(3).putDouble(i, place(row, 0));
            batch.column(4).putDouble(i, place(row, 1));
        }
        batch.commitRows(count);
    }
}
