package io.sabot.ops.cases;

import java.util.ArrayList;
import java.util.List;

/** What is missing of the rows that were expected, and what came besides. */
final class RowDiff {
    private static final int CONTEXT = 2;
    private static final long MAX_CELLS = 4_000_000; // of the table of common rows

    private final Rows expected;
    private final Rows actual;
    private final double tolerance;
    private final List<String> lines = new ArrayList<>();
    private int missing;
    private int unexpected;

    private RowDiff(Rows expected, Rows actual, double tolerance) {
        this.expected = expected;
        this.actual = actual;
        this.tolerance = tolerance;
    }

    static RowDiff ordered(Rows expected, Rows actual, double tolerance) {
        RowDiff diff = new RowDiff(expected, actual, tolerance);
        if ((long) expected.size() * actual.size() > MAX_CELLS) {
            diff.byPlace();
        } else {
            diff.byLongestCommon();
        }
        return diff;
    }

    static RowDiff unordered(Rows expected, Rows actual, double tolerance) {
        RowDiff diff = new RowDiff(expected, actual, tolerance);
        boolean[] isTaken = new boolean[actual.size()];
        for (int row = 0; row < expected.size(); row++) {
            int found = diff.find(row, isTaken);
            if (found < 0) {
                diff.missing(row);
            } else {
                isTaken[found] = true;
            }
        }
        for (int row = 0; row < isTaken.length; row++) {
            if (!isTaken[row]) {
                diff.unexpected(row);
            }
        }
        return diff;
    }

    private int find(int row, boolean[] isTaken) {
        for (int i = 0; i < isTaken.length; i++) {
            if (!isTaken[i] && expected.isSame(row, actual, i, tolerance)) {
                return i;
            }
        }
        return -1;
    }

    private void byPlace() {
        for (int row = 0; row < Math.max(expected.size(), actual.size()); row++) {
            boolean isSame =
                    row < expected.size() && row < actual.size() && expected.isSame(row, actual, row, tolerance);
            if (isSame) {
                lines.add("  " + expected.text(row));
                continue;
            }
            if (row < expected.size()) {
                missing(row);
            }
            if (row < actual.size()) {
                unexpected(row);
            }
        }
    }

    private void byLongestCommon() {
        int[][] common = new int[expected.size() + 1][actual.size() + 1];
        for (int i = expected.size() - 1; i >= 0; i--) {
            for (int j = actual.size() - 1; j >= 0; j--) {
                common[i][j] = expected.isSame(i, actual, j, tolerance)
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < expected.size() || j < actual.size()) {
            if (i < expected.size() && j < actual.size() && expected.isSame(i, actual, j, tolerance)) {
                lines.add("  " + expected.text(i++));
                j++;
            } else if (j == actual.size() || i < expected.size() && common[i + 1][j] >= common[i][j + 1]) {
                missing(i++);
            } else {
                unexpected(j++);
            }
        }
    }

    private void missing(int row) {
        missing++;
        lines.add("- " + expected.text(row));
    }

    private void unexpected(int row) {
        unexpected++;
        lines.add("+ " + actual.text(row));
    }

    boolean isEmpty() {
        return missing == 0 && unexpected == 0;
    }

    int missing() {
        return missing;
    }

    /** For people. */
    String summary() {
        List<String> parts = new ArrayList<>();
        if (missing > 0) {
            parts.add(count(missing) + " missing");
        }
        if (unexpected > 0) {
            parts.add(count(unexpected) + " unexpected");
        }
        return String.join(", ", parts);
    }

    private static String count(int rows) {
        return rows == 1 ? "1 row is" : rows + " rows are";
    }

    /** The header, {@code -} before what is missing, {@code +} before what is unexpected; long stretches of equal rows are cut. */
    List<String> lines() {
        List<String> shown = new ArrayList<>(List.of("  " + expected.header()));
        int skipped = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (isNearChange(i)) {
                skipped = tellSkipped(shown, skipped);
                shown.add(lines.get(i));
            } else {
                skipped++;
            }
        }
        tellSkipped(shown, skipped);
        return shown;
    }

    private static int tellSkipped(List<String> shown, int skipped) {
        if (skipped > 0) {
            shown.add("  … " + skipped + " equal");
        }
        return 0;
    }

    private boolean isNearChange(int line) {
        for (int i = Math.max(0, line - CONTEXT); i <= Math.min(lines.size() - 1, line + CONTEXT); i++) {
            if (!lines.get(i).startsWith("  ")) {
                return true;
            }
        }
        return false;
    }
}
