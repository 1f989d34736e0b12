package io.sabot.sql.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.time.Timestamps;
import io.sabot.sql.script.NaivePattern.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One random pattern with conditions, measures and rows, through SQL and against {@link NaivePattern}. */
final class RandomPattern {
    /** A condition in SQL and what it means; null is unknown. */
    private record Condition(String sql, Function<Scope, Boolean> meaning) {
        Predicate<Scope> holds() {
            return scope -> Boolean.TRUE.equals(meaning.apply(scope));
        }
    }

    private record Part(String sql, NaivePattern.Node node) {}

    private record Measure(String sql, Function<Scope, Object> meaning) {}

    private record Row(int arrival, String key, long second, Integer value) {}

    private final Random random;
    private final Map<Character, Condition> conditions = new TreeMap<>();

    RandomPattern(Random random) {
        this.random = random;
    }

    void compareOnce(String name) {
        List<Character> names = List.of('A', 'B', 'C').subList(0, 1 + random.nextInt(3));
        for (char variable : names) {
            if (random.nextInt(6) != 0) {
                conditions.put(variable, condition(variable, names));
            }
        }
        Part pattern = pattern(names);
        boolean skipsPastLast = random.nextBoolean();
        int within = random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 0;
        int delay = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 0;
        List<Measure> measures = measures(names, skipsPastLast);
        String sql = sql(pattern, measures, skipsPastLast, within, delay);
        List<Row> rows = rows(delay);
        String what = name + "\n" + sql + "\n" + rows;
        List<String> expected = expected(pattern.node(), measures, rows, within, skipsPastLast);
        String[] lines = rows.stream()
                .map(row -> row.key() + "," + row.second() + "," + text(row.value()))
                .toArray(String[]::new);
        ScriptRun run = ScriptRun.of(sql).rows("t", lines).cutAtRandom(random, 5);
        assertThat(perKey(run.run(), skipsPastLast)).as(what).isEqualTo(perKey(expected, skipsPastLast));
        assertThat(run.deadLetters()).as(what).isEmpty();
    }

    /** Without MATCH_NUMBER, matches of overlapping starts come as they complete. */
    private static Map<String, List<String>> perKey(List<String> lines, boolean isInOrder) {
        Map<String, List<String>> byKey = lines.stream()
                .collect(Collectors.groupingBy(
                        line -> line.substring(0, line.indexOf(',')), TreeMap::new, Collectors.toList()));
        if (!isInOrder) {
            byKey.replaceAll((key, values) -> values.stream().sorted().toList());
        }
        return byKey;
    }

    // ---- the query ----

    private String sql(Part pattern, List<Measure> measures, boolean skipsPastLast, int within, int delay) {
        String defines = conditions.entrySet().stream()
                .filter(entry -> pattern.sql().indexOf(entry.getKey()) >= 0)
                .map(entry -> entry.getKey() + " AS " + entry.getValue().sql())
                .collect(Collectors.joining(", "));
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < measures.size(); i++) {
            list.append(i == 0 ? "" : ", ")
                    .append(measures.get(i).sql())
                    .append(" AS m")
                    .append(i);
        }
        return "CREATE TABLE t (k VARCHAR, ts TIMESTAMP(9), v INT, WATERMARK FOR ts AS ts"
                + (delay == 0 ? "" : " - INTERVAL '" + delay + "' SECOND") + ") WITH ('connector' = 'stream');\n"
                + "SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES " + list + " AFTER MATCH SKIP "
                + (skipsPastLast ? "PAST LAST ROW" : "TO NEXT ROW") + " PATTERN (" + pattern.sql() + ")"
                + (within == 0 ? "" : " WITHIN INTERVAL '" + within + "' SECOND")
                + (defines.isEmpty() ? "" : " DEFINE " + defines) + ")";
    }

    /** All variables occur, so that conditions and measures may name them. */
    private Part pattern(List<Character> names) {
        List<Part> parts = new ArrayList<>();
        for (char name : names) {
            parts.add(quantified(variable(name)));
        }
        for (int extra = random.nextInt(3); extra > 0; extra--) {
            parts.add(random.nextInt(parts.size() + 1), part(names, 2));
        }
        return switch (random.nextInt(parts.size() > 3 ? 3 : 4)) {
            case 0 -> quantified(choice(parts));
            case 3 ->
                new Part(
                        "PERMUTE(" + joined(parts, ", ") + ")",
                        new NaivePattern.Permutation(
                                parts.stream().map(Part::node).toList()));
            default -> sequence(parts);
        };
    }

    private Part part(List<Character> names, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(4);
        return switch (kind) {
            case 1 -> quantified(sequence(List.of(part(names, depth - 1), part(names, depth - 1))));
            case 2 -> choice(List.of(part(names, depth - 1), part(names, depth - 1)));
            default -> quantified(variable(names.get(random.nextInt(names.size()))));
        };
    }

    private Part variable(char name) {
        Condition condition = conditions.get(name);
        return new Part(
                String.valueOf(name),
                new NaivePattern.Variable(name, condition == null ? scope -> true : condition.holds()));
    }

    private static String joined(List<Part> parts, String separator) {
        return parts.stream().map(Part::sql).collect(Collectors.joining(separator));
    }

    private static Part sequence(List<Part> parts) {
        return new Part(
                "(" + joined(parts, " ") + ")",
                new NaivePattern.Sequence(parts.stream().map(Part::node).toList()));
    }

    private static Part choice(List<Part> parts) {
        return new Part(
                "(" + joined(parts, " | ") + ")",
                new NaivePattern.Choice(parts.stream().map(Part::node).toList()));
    }

    private Part quantified(Part body) {
        int min = random.nextInt(3);
        int max = Math.max(1, min + random.nextInt(3));
        boolean isReluctant = random.nextInt(3) == 0;
        String mark = isReluctant ? "?" : "";
        return switch (random.nextInt(7)) {
            case 0 -> new Part(body.sql() + "*" + mark, new NaivePattern.Loop(body.node(), 0, -1, isReluctant));
            case 1 -> new Part(body.sql() + "+" + mark, new NaivePattern.Loop(body.node(), 1, -1, isReluctant));
            case 2 -> new Part(body.sql() + "?" + mark, new NaivePattern.Loop(body.node(), 0, 1, isReluctant));
            case 3 ->
                new Part(
                        body.sql() + "{" + min + "," + max + "}" + mark,
                        new NaivePattern.Loop(body.node(), min, max, isReluctant));
            default -> body;
        };
    }

    // ---- conditions ----

    private Condition condition(char self, List<Character> names) {
        Condition first = term(self, names);
        if (random.nextInt(3) != 0) {
            return first;
        }
        Condition second = term(self, names);
        return new Condition(first.sql() + " OR " + second.sql(), scope -> {
            Boolean a = first.meaning().apply(scope);
            Boolean b = second.meaning().apply(scope);
            return Boolean.TRUE.equals(a) || Boolean.TRUE.equals(b);
        });
    }

    private Condition term(char self, List<Character> names) {
        char other = names.get(random.nextInt(names.size()));
        int number = 1 + random.nextInt(4);
        int offset = random.nextInt(3);
        return switch (random.nextInt(14)) {
            case 0 -> new Condition("v = " + number, s -> compare(now(s), number, c -> c == 0));
            case 1 -> new Condition(self + ".v > " + number, s -> compare(now(s), number, c -> c > 0));
            case 2 -> new Condition("v > PREV(v)", s -> compare(now(s), back(s, 1), c -> c > 0));
            case 3 -> new Condition("v <> PREV(" + self + ".v, 2)", s -> compare(now(s), back(s, 2), c -> c != 0));
            case 4 ->
                new Condition("v >= " + other + ".v", s -> compare(now(s), s.value(s.last(other, 0)), c -> c >= 0));
            case 5 -> new Condition("v >= FIRST(v)", s -> compare(now(s), s.value(s.first('*', 0)), c -> c >= 0));
            case 6 -> new Condition("SUM(" + other + ".v) < 6", s -> compare(s.sum(other), 6L, c -> c < 0));
            case 7 ->
                new Condition("COUNT(*) < " + (number + 1), s -> s.mapped().size() < number + 1);
            case 8 ->
                new Condition(
                        "v = LAST(" + other + ".v, " + offset + ")",
                        s -> compare(now(s), s.value(s.last(other, offset)), c -> c == 0));
            case 9 -> new Condition("v IS NULL", s -> now(s) == null);
            case 10 ->
                new Condition(
                        "MAX(" + other + ".v) > v",
                        s -> compare(
                                s.valuesOf(other).stream()
                                        .max(Comparator.naturalOrder())
                                        .orElse(null),
                                now(s),
                                c -> c > 0));
            case 11 ->
                new Condition(
                        "COUNT(" + other + ".v) <= " + offset,
                        s -> s.valuesOf(other).size() <= offset);
            case 12 ->
                new Condition(
                        "PREV(FIRST(" + other + ".v), " + offset + ") < 3",
                        s -> compare(back(s, s.first(other, 0), offset), 3, c -> c < 0));
            default ->
                new Condition(
                        "FIRST(" + other + ".v, " + offset + ") <> v",
                        s -> compare(s.value(s.first(other, offset)), now(s), c -> c != 0));
        };
    }

    private static Integer now(Scope scope) {
        return scope.value(scope.last('*', 0));
    }

    private static Integer back(Scope scope, int rows) {
        return back(scope, scope.last('*', 0), rows);
    }

    private static Integer back(Scope scope, Integer row, int rows) {
        return row == null ? null : scope.rows().value(row - rows);
    }

    private static <T extends Comparable<T>> Boolean compare(T a, T b, Predicate<Integer> outcome) {
        return a == null || b == null ? null : outcome.test(a.compareTo(b));
    }

    // ---- measures ----

    private List<Measure> measures(List<Character> names, boolean readsNumber) {
        char some = names.get(random.nextInt(names.size()));
        List<Measure> measures = new ArrayList<>();
        measures.add(new Measure("COUNT(*)", s -> s.mapped().size()));
        measures.add(new Measure("FIRST(v)", s -> s.value(s.first('*', 0))));
        measures.add(new Measure("LAST(" + some + ".v)", s -> s.value(s.last(some, 0))));
        measures.add(new Measure("LAST(" + some + ".v, 1)", s -> s.value(s.last(some, 1))));
        measures.add(new Measure("SUM(" + some + ".v)", s -> s.sum(some)));
        measures.add(new Measure("PREV(FIRST(" + some + ".v), 1)", s -> back(s, s.first(some, 0), 1)));
        measures.add(new Measure(
                "CLASSIFIER()",
                s -> s.mapped().isEmpty()
                        ? null
                        : s.mapped().get(s.mapped().size() - 1).variable()));
        for (char name : names) {
            measures.add(
                    new Measure("COUNT(" + name + ".*)", s -> s.rowsOf(name).size()));
        }
        if (readsNumber) {
            measures.add(new Measure("MATCH_NUMBER()", s -> "#"));
        }
        return measures;
    }

    // ---- rows ----

    /** Seconds mostly go on; with a delay a row may be up to that much late. */
    private List<Row> rows(int delay) {
        List<Row> rows = new ArrayList<>();
        int count = random.nextInt(16);
        long clock = 10;
        for (int i = 0; i < count; i++) {
            clock += random.nextInt(3);
            long second = clock - (delay == 0 ? 0 : random.nextInt(delay + 1));
            Integer value = random.nextInt(8) == 0 ? null : Integer.valueOf(1 + random.nextInt(5));
            rows.add(new Row(i, random.nextInt(3) == 0 ? "x" : "y", second, value));
        }
        return rows;
    }

    private static List<String> expected(
            NaivePattern.Node pattern, List<Measure> measures, List<Row> rows, int within, boolean skipsPastLast) {
        Map<String, List<Row>> partitions = new LinkedHashMap<>();
        rows.stream()
                .sorted(Comparator.comparingLong(Row::second).thenComparingInt(Row::arrival))
                .forEach(row -> partitions
                        .computeIfAbsent(row.key(), key -> new ArrayList<>())
                        .add(row));
        List<String> lines = new ArrayList<>();
        partitions.forEach((key, partition) -> {
            NaivePattern.Rows input = new NaivePattern.Rows(
                    partition.stream()
                            .map(row -> row.second() * Timestamps.NS_PER_SECOND)
                            .toList(),
                    new ArrayList<>(partition.stream().map(Row::value).collect(Collectors.toList())));
            int number = 0;
            for (Scope match : NaivePattern.findAll(pattern, input, within * Timestamps.NS_PER_SECOND, skipsPastLast)) {
                number++;
                String line = measures.stream()
                        .map(measure -> text(measure.meaning().apply(match)))
                        .collect(Collectors.joining(","));
                lines.add(key + "," + line.replace("#", String.valueOf(number)));
            }
        });
        return lines;
    }

    private static String text(Object value) {
        return Objects.toString(value, "");
    }
}
