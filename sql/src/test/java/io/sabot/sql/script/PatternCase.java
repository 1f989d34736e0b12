package io.sabot.sql.script;

import io.sabot.core.error.SabotException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A query with its rows: through SQL and against {@link NaiveMatches}. */
record PatternCase(MatchQuery query, List<PatternRow> rows, long cutSeed) {
    private static final String NO_ROW_TO_SKIP_TO = "CEP-0102";

    /** Would fail at the first match. */
    private static final String NOWHERE_TO_SKIP_TO = "SQL-0226";

    private static final String TOO_LARGE = "SQL-0208";
    private static final int MAX_BATCH = 5;
    private static final int MAX_FRAMES = 12;

    /** How a case ends. */
    enum Outcome {
        SAME,
        DIFFERENT,
        REFUSED,
        BEYOND_LIMITS
    }

    /**
     * How a case ends, and in which way, so that shrinking does not end with another mistake.
     *
     * @param way empty for a result that differs, else the first line of the message
     * @param text what is expected and what came, for people
     */
    record Verdict(Outcome outcome, String way, String text) {
        boolean isLike(Verdict other) {
            return outcome == other.outcome && way.equals(other.way);
        }
    }

    /** What came of a run; {@code failure} is empty if it came to its end. */
    private record Result(String failure, String text) {}

    Verdict verdict() {
        String expected;
        try {
            expected = text(NaiveMatches.of(query, rows));
        } catch (NaiveMatches.NoRowToSkipTo e) {
            expected = NO_ROW_TO_SKIP_TO;
        } catch (NaivePattern.TooManyWays e) {
            return new Verdict(Outcome.BEYOND_LIMITS, "", "");
        }
        ScriptRun run;
        try {
            run = ScriptRun.of(query.sql());
        } catch (SabotException e) {
            String code = e.problems().get(0).code();
            if (code.equals(TOO_LARGE) || code.equals(NOWHERE_TO_SKIP_TO)) {
                return new Verdict(Outcome.BEYOND_LIMITS, "", e.getMessage());
            }
            return new Verdict(Outcome.REFUSED, firstLine(e), e.getMessage());
        }
        Result actual = result(run);
        return new Verdict(
                expected.equals(actual.text()) ? Outcome.SAME : Outcome.DIFFERENT,
                actual.failure(),
                "expected\n" + expected + "\nactual\n" + actual.text());
    }

    private Result result(ScriptRun run) {
        String[] lines = rows.stream().map(PatternRow::line).toArray(String[]::new);
        try {
            List<String> found = run.rows("t", lines)
                    .cutAtRandom(new Random(cutSeed), MAX_BATCH)
                    .run();
            String letters = run.deadLetters().isEmpty() ? "" : "\ndead letters " + run.deadLetters();
            return new Result(run.deadLetters().isEmpty() ? "" : "dead letters", text(perKey(found)) + letters);
        } catch (SabotException e) {
            String code = e.problems().get(0).code();
            return new Result(code, code);
        } catch (RuntimeException | AssertionError e) {
            return new Result(firstLine(e), e + trace(e));
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("") + e.getClass();
    }

    private static String trace(Throwable e) {
        return List.of(e.getStackTrace()).stream()
                .filter(frame -> frame.getClassName().startsWith("io.sabot"))
                .limit(MAX_FRAMES)
                .map(frame -> "\n  " + frame)
                .collect(Collectors.joining());
    }

    private Map<String, List<String>> perKey(List<String> lines) {
        return lines.stream()
                .collect(Collectors.groupingBy(
                        line -> query.input().isPartitioned() ? line.split(",", 2)[0] : "",
                        TreeMap::new,
                        Collectors.toList()));
    }

    private String text(Map<String, List<String>> lines) {
        return lines.values().stream()
                .flatMap(ofKey ->
                        query.isInOrder() ? ofKey.stream() : ofKey.stream().sorted())
                .map(line -> "  " + line)
                .collect(Collectors.joining("\n"));
    }

    String text() {
        return query.sql() + "\nrows k,ts,v,w,id\n"
                + rows.stream().map(row -> "  " + row.line()).collect(Collectors.joining("\n"));
    }

    /** Cases with something less: rows, in halves first, then parts of the query, then values. */
    List<PatternCase> simpler() {
        List<PatternCase> forms = new ArrayList<>();
        for (int size = rows.size() / 2; size > 0; size /= 2) {
            for (int from = 0; from + size <= rows.size(); from += size) {
                List<PatternRow> fewer = new ArrayList<>(rows.subList(0, from));
                fewer.addAll(rows.subList(from + size, rows.size()));
                forms.add(new PatternCase(query, fewer, cutSeed));
            }
        }
        query.simpler().forEach(less -> forms.add(new PatternCase(less, rows, cutSeed)));
        for (int i = 0; i < rows.size(); i++) {
            for (PatternRow plainer : plainer(rows.get(i))) {
                List<PatternRow> changed = new ArrayList<>(rows);
                changed.set(i, plainer);
                forms.add(new PatternCase(query, changed, cutSeed));
            }
        }
        return forms;
    }

    private static List<PatternRow> plainer(PatternRow row) {
        List<PatternRow> forms = new ArrayList<>();
        if (!"y".equals(row.k())) {
            forms.add(new PatternRow("y", row.second(), row.v(), row.w(), row.id()));
        }
        if (row.v() == null || row.v() != 1) {
            forms.add(new PatternRow(row.k(), row.second(), 1, row.w(), row.id()));
        }
        if (row.w() == null || row.w() != 1) {
            forms.add(new PatternRow(row.k(), row.second(), row.v(), 1, row.id()));
        }
        return forms;
    }

    /** The smallest case found within the time that ends in the same way as this one. */
    PatternCase shrunk(Verdict verdict, long maxMs) {
        long deadline = System.nanoTime() + maxMs * 1_000_000;
        PatternCase smallest = this;
        boolean goesOn = true;
        while (goesOn) {
            goesOn = false;
            for (PatternCase candidate : smallest.simpler()) {
                if (System.nanoTime() > deadline) {
                    return smallest;
                }
                if (candidate.verdict().isLike(verdict)) {
                    smallest = candidate;
                    goesOn = true;
                    break;
                }
            }
        }
        return smallest;
    }
}
