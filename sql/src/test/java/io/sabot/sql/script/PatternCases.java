package io.sabot.sql.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One-line cases of MATCH_RECOGNIZE over the columns {@code p, k, ts, x}, of {@code t} (a stream, watermark without delay)
 * and of {@code b} (bounded).
 *
 * <p>Conditions that a case does not write: a variable {@code A} is {@code k IN ('a', '*')}, and so on for every letter but
 * {@code X}, which stays undefined.
 *
 * <p>Rows are words {@code p:k7@3}: partition p, k, x = 7, three seconds. Without p: NULL; k {@code _}: NULL, {@code .}: the
 * letter of no variable, {@code *}: of all; without x: the number of the row from 0, {@code ~}: NULL; without time: the
 * number of the row in seconds.
 */
final class PatternCases {
    private static final String COLUMNS = "(p VARCHAR, k VARCHAR, ts TIMESTAMP(9), x INT";

    /** In one line, so that the case begins at line 2. */
    private static final String TABLES = "CREATE TABLE t " + COLUMNS
            + ", WATERMARK FOR ts AS ts) WITH ('connector' = 'stream'); CREATE TABLE b " + COLUMNS
            + ") WITH ('connector' = 'rows');\n";

    private static final Pattern ROW = Pattern.compile("(?:(\\w+):)?([a-z]+|[._*])(-?\\d+|~)?(?:@(\\d+))?");

    private PatternCases() {}

    /**
     * Letters are the rows. Matches are "first-last:variable of each row", or "row:()" for an empty one. ONE ROW PER MATCH
     * on the stream is compared and, unless something is excluded, ALL ROWS PER MATCH on the bounded table.
     */
    static void check(String pattern, String letters, String... matches) {
        compare(pattern, "", defines(pattern), letters, matches);
    }

    /** {@link #check} after {@code AFTER MATCH SKIP skip}. */
    static void checkSkip(String pattern, String skip, String letters, String... matches) {
        compare(pattern, "AFTER MATCH SKIP " + skip + " ", defines(pattern), letters, matches);
    }

    /** {@link #check} with other conditions; letters may be rows "a7 b8" as well. */
    static void checkDefined(String pattern, String defines, String letters, String... matches) {
        compare(pattern, "", defines.isEmpty() ? "" : " DEFINE " + defines, letters, matches);
    }

    /** The match is found, and the row to go on from does not exist. */
    static void checkSkipFails(String pattern, String skip, String letters, String words) {
        SabotException failure = catchThrowableOfType(
                SabotException.class,
                () -> compare(pattern, "AFTER MATCH SKIP " + skip + " ", defines(pattern), letters));
        assertThat(failure).as(pattern).isNotNull();
        assertThat(failure.getMessage()).as(pattern).contains("CEP-0102").contains(words);
    }

    /** Rows of the result, of the stream and of the bounded table; ORDER BY ts unless the clause begins with an order. */
    static void rows(String columns, String clause, String input, String... expected) {
        stream(columns, clause, input, expected);
        bounded(columns, clause, input, expected);
    }

    /** As {@link #rows}, partitions in any order. */
    static void partitions(String columns, String clause, String input, String... expected) {
        for (String table : List.of("t", "b")) {
            assertThat(run(table, pattern(columns, table, clause), input))
                    .as(clause)
                    .containsExactlyInAnyOrder(expected);
        }
    }

    static void stream(String columns, String clause, String input, String... expected) {
        assertThat(run("t", pattern(columns, "t", clause), input)).as(clause).containsExactly(expected);
    }

    static void bounded(String columns, String clause, String input, String... expected) {
        assertThat(run("b", pattern(columns, "b", clause), input)).as(clause).containsExactly(expected);
    }

    /** Any query over {@code t} and {@code b}, with the same rows in both. */
    static void query(String sql, String input, String... expected) {
        assertThat(ScriptRun.of(TABLES + sql)
                        .rows("t", lines(input))
                        .rows("b", lines(input))
                        .run())
                .as(sql)
                .containsExactly(expected);
    }

    /** Rows of the stream come out as their letters, results after the row at which they come out. */
    static void emits(String columns, String clause, String input, String expected) {
        String sql = "SELECT k FROM t; " + pattern(columns, "t", clause);
        List<String> output = ScriptRun.of(TABLES + sql)
                .rows("t", lines(input))
                .cutAtRandom(new Random(1), 1)
                .run();
        assertThat(String.join(" ", output)).as(clause).isEqualTo(expected);
    }

    /** The text is refused for one mistake, whose message or hint has all the words, in any case, and whose place is given. */
    static void wrong(String clause, String words, String underCaret) {
        wrongQuery(pattern("*", "t", clause), words, underCaret);
    }

    static void wrongQuery(String sql, String words, String underCaret) {
        SabotException failure = catchThrowableOfType(SabotException.class, () -> ScriptRun.plan(TABLES + sql));
        assertThat(failure).as(sql).isNotNull();
        Problem problem = failure.problems().get(0);
        String text = problem.code() + " " + problem.message() + " " + problem.hint();
        assertThat(failure.problems()).as(text).hasSize(1);
        for (String word : words.split(" ")) {
            assertThat(text).as(sql).containsIgnoringCase(word);
        }
        assertThat(underCaret(sql, problem)).as(sql + ": " + text).isEqualTo(underCaret);
    }

    private static String underCaret(String sql, Problem problem) {
        return problem.line() == 2
                ? sql.substring(problem.column() - 1, problem.endColumn())
                : "line " + problem.line();
    }

    private static String pattern(String columns, String table, String clause) {
        boolean hasOrder = clause.startsWith("PARTITION BY") || clause.startsWith("ORDER BY");
        String defines = clause.contains("DEFINE") ? "" : defines(clause.replaceFirst(".*PATTERN|SUBSET.*", ""));
        return "SELECT " + columns + " FROM " + table + " MATCH_RECOGNIZE (" + (hasOrder ? "" : "ORDER BY ts ") + clause
                + defines + ")";
    }

    private static List<String> variables(String pattern) {
        return Pattern.compile("\\b[A-Z]\\b")
                .matcher(pattern)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .toList();
    }

    private static String defines(String pattern) {
        String conditions = variables(pattern.replaceFirst("SUBSET.*", "")).stream()
                .filter(variable -> !variable.equals("X"))
                .map(variable -> variable + " AS k IN ('" + variable.toLowerCase(Locale.ROOT) + "', '*')")
                .collect(Collectors.joining(", "));
        return conditions.isEmpty() ? "" : " DEFINE " + conditions;
    }

    private static void compare(String pattern, String skip, String defines, String letters, String... matches) {
        String input = letters.matches(".*[0-9~ ].*") ? letters : String.join(" ", letters.split(""));
        String text = pattern + " " + skip + "on " + letters;
        String tail = skip + "PATTERN (" + pattern + ")" + defines;
        assertThat(ofOneRow(variables(pattern.replaceAll("\\[\\^[^]]*]", "")), tail, input))
                .as(text)
                .containsExactlyElementsOf(Arrays.stream(matches)
                        .map(match -> match.replaceFirst("^\\d+:\\(\\)", "()"))
                        .toList());
        if (!pattern.contains("{-")) {
            assertThat(ofAllRows(tail, input)).as("all rows: " + text).containsExactly(matches);
        }
    }

    /** Which row each variable has at each place, put together again. */
    private static List<String> ofOneRow(List<String> variables, String tail, String input) {
        int count = input.isEmpty() ? 0 : input.split(" ").length;
        StringBuilder measures = new StringBuilder("MATCH_NUMBER() AS n");
        for (String variable : variables) {
            for (int i = 0; i < count; i++) {
                measures.append(", FIRST(" + variable + ".ts, " + i + ") AS " + variable.toLowerCase(Locale.ROOT) + i);
            }
        }
        List<String> matches = new ArrayList<>();
        for (String line : run(
                "t", "SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES " + measures + " " + tail + ")", input)) {
            String[] fields = line.split(",", -1);
            assertThat(fields[0]).as("number of the match").isEqualTo("" + (matches.size() + 1));
            Map<Integer, String> mapped = new TreeMap<>();
            for (int i = 1; i < fields.length; i++) {
                if (!fields[i].isEmpty()) {
                    mapped.put(second(fields[i]), variables.get((i - 1) / count));
                }
            }
            matches.add(text(mapped));
        }
        return matches;
    }

    private static String text(Map<Integer, String> mapped) {
        if (mapped.isEmpty()) {
            return "()";
        }
        List<Integer> rows = List.copyOf(mapped.keySet());
        return rows.get(0) + "-" + rows.get(rows.size() - 1) + ":" + String.join("", mapped.values());
    }

    private static int second(String timestamp) {
        String[] parts = timestamp.substring(timestamp.length() - 5).split(":");
        return Integer.parseInt(parts[0]) * 60 + Integer.parseInt(parts[1]);
    }

    private static List<String> ofAllRows(String tail, String input) {
        String sql =
                "SELECT n, ts, c FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES MATCH_NUMBER() AS n, CLASSIFIER() AS c"
                        + " ALL ROWS PER MATCH " + tail + ")";
        Map<String, List<String[]>> byMatch = new LinkedHashMap<>();
        run("b", sql, input).forEach(line -> byMatch.computeIfAbsent(line.split(",")[0], n -> new ArrayList<>())
                .add(line.split(",", -1)));
        return byMatch.values().stream().map(PatternCases::text).toList();
    }

    private static String text(List<String[]> rows) {
        int first = second(rows.get(0)[1]);
        if (rows.get(0)[2].isEmpty()) {
            return first + ":()" + (rows.size() == 1 ? "" : " with " + rows.size() + " rows");
        }
        return first + "-" + second(rows.get(rows.size() - 1)[1]) + ":"
                + rows.stream().map(row -> row[2]).collect(Collectors.joining());
    }

    private static List<String> run(String table, String sql, String input) {
        return ScriptRun.of(TABLES + sql).rows(table, lines(input)).run();
    }

    private static String[] lines(String input) {
        String[] words = input.isEmpty() ? new String[0] : input.split(" +");
        for (int i = 0; i < words.length; i++) {
            words[i] = line(words[i], i);
        }
        return words;
    }

    private static String line(String word, int number) {
        Matcher row = ROW.matcher(word);
        assertThat(row.matches()).as("a row: " + word).isTrue();
        String x = row.group(3) == null ? "" + number : row.group(3).replace("~", "");
        return (row.group(1) == null ? "" : row.group(1)) + "," + row.group(2).replace("_", "") + ","
                + (row.group(4) == null ? "" + number : row.group(4)) + "," + x;
    }
}
