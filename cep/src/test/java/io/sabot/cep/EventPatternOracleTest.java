package io.sabot.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.cep.api.AfterMatchSkip;
import io.sabot.cep.api.EventCondition;
import io.sabot.cep.api.EventPattern;
import io.sabot.cep.api.IterativeCondition;
import io.sabot.cep.api.MatchedEvents;
import io.sabot.cep.api.PatternStage;
import io.sabot.cep.api.RowCondition;
import io.sabot.core.error.SabotException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random patterns over random rows, cut into random batches, from a checkpoint at a random cut, against the definition. */
class EventPatternOracleTest {
    private static final int ROUNDS = Integer.getInteger("sabot.rounds", 2_000);

    @Test
    void shouldFindWhatTheDefinitionSays() {
        long seed = Long.getLong("sabot.seed", System.nanoTime());
        System.out.println("EventPatternOracleTest seed " + seed);
        Random random = new Random(seed);
        int matches = 0;
        for (int i = 0; i < ROUNDS; i++) {
            matches += compareOnce(random, "seed " + seed + " round " + i);
        }
        assertThat(matches).as("matches of all patterns").isGreaterThan(ROUNDS);
    }

    private static int compareOnce(Random random, String round) {
        Generator generator = new Generator(random);
        EventPattern pattern = generator.pattern();
        List<EventRun.Row> rows = rows(random);
        int[] cuts = random.ints(random.nextInt(4), 0, rows.size() + 1)
                .sorted()
                .distinct()
                .toArray();
        int restoreAt = cuts.length == 0 ? -1 : cuts[random.nextInt(cuts.length)];
        String what = round + ": " + pattern + "\nover " + rows + "\ncut at " + Arrays.toString(cuts) + " restored at "
                + restoreAt;
        List<String> whole = EventRun.run(pattern, EventRun::describe, rows);
        assertThat(EventRun.run(pattern, EventRun::describe, rows, cuts, restoreAt))
                .as(what)
                .isEqualTo(whole);
        List<String> numbers = whole.stream()
                .filter(line -> line.contains("#"))
                .map(line -> line.replaceAll(".*#(\\d+) .*", "$1"))
                .toList();
        assertThat(numbers)
                .as(what)
                .isEqualTo(IntStream.rangeClosed(1, numbers.size())
                        .mapToObj(Integer::toString)
                        .toList());
        long lastWatermarkNs =
                rows.isEmpty() ? Long.MIN_VALUE : rows.get(rows.size() - 1).watermarkNs();
        for (String key : List.of("X", "Y")) {
            List<String> actual = whole.stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(2).replaceFirst(" (#\\d+|timed out) at .*", ""))
                    .toList();
            List<EventRun.Row> own =
                    rows.stream().filter(row -> row.symbol().equals(key)).toList();
            List<String> expected = new NaiveEvents(pattern, generator.tests, own, lastWatermarkNs)
                    .findAll().stream().map(line -> line.replace("!", "")).toList();
            assertThat(actual).as("%s of %s", what, key).isEqualTo(expected);
        }
        return whole.size();
    }

    private static List<EventRun.Row> rows(Random random) {
        int count = random.nextInt(11);
        long lagNs = random.nextInt(3) == 0 ? random.nextInt(5) : 0;
        List<EventRun.Row> rows = new ArrayList<>();
        long timeNs = random.nextInt(3) - 5L;
        for (int i = 0; i < count; i++) {
            timeNs += random.nextInt(3);
            String symbol = random.nextInt(4) == 0 ? "Y" : "X";
            rows.add(new EventRun.Row(symbol, "n", random.nextInt(16), i, timeNs, timeNs - lagNs));
        }
        return rows;
    }

    /** Makes patterns, and remembers what their conditions mean. */
    private static final class Generator {
        final Map<EventCondition, NaiveEvents.Test> tests = new HashMap<>();
        private final Random random;
        private int names;

        Generator(Random random) {
            this.random = random;
        }

        EventPattern pattern() {
            while (true) {
                try {
                    EventPattern pattern = options(stages(1 + random.nextInt(3), 1, skip()));
                    pattern.check();
                    return pattern;
                } catch (SabotException e) {
                    assertThat(e.getMessage()).contains("CEP-02"); // what may not be said: another one
                }
            }
        }

        private AfterMatchSkip skip() {
            return switch (random.nextInt(8)) {
                case 0 -> AfterMatchSkip.toNext();
                case 1 -> AfterMatchSkip.pastLast();
                case 2 -> AfterMatchSkip.toFirst("s" + (names + 1 + random.nextInt(2)));
                case 3 -> AfterMatchSkip.toLast("s" + (names + 1 + random.nextInt(2)));
                default -> AfterMatchSkip.noSkip();
            };
        }

        private EventPattern options(EventPattern pattern) {
            EventPattern made = pattern.partitionBy("symbol");
            if (random.nextBoolean()) {
                made = made.within(Duration.ofNanos(1 + random.nextInt(8)));
                boolean tells = random.nextBoolean() && pattern.skip().mode() == AfterMatchSkip.Mode.NO_SKIP;
                made = tells ? made.tellTimedOut() : made;
            }
            return made;
        }

        private EventPattern stages(int count, int depth, AfterMatchSkip skip) {
            EventPattern pattern = random.nextInt(6) == 0 && depth > 0
                    ? quantified(EventPattern.begin(stages(1 + random.nextInt(2), 0, AfterMatchSkip.noSkip()), skip))
                    : quantified(conditioned(EventPattern.begin(name(), skip)));
            for (int i = 1; i < count; i++) {
                pattern = random.nextInt(6) == 0 && depth > 0 ? group(pattern) : stage(pattern);
            }
            return pattern;
        }

        private String name() {
            return "s" + ++names;
        }

        private EventPattern group(EventPattern pattern) {
            EventPattern group = stages(1 + random.nextInt(2), 0, AfterMatchSkip.noSkip());
            EventPattern added =
                    switch (random.nextInt(3)) {
                        case 0 -> pattern.next(group);
                        case 1 -> pattern.followedBy(group);
                        default -> pattern.followedByAny(group);
                    };
            return quantified(added);
        }

        private EventPattern stage(EventPattern pattern) {
            return switch (random.nextInt(6)) {
                case 0 -> timed(conditioned(pattern.notNext(name())));
                case 1 -> timed(conditioned(pattern.notFollowedBy(name())));
                case 2 -> timed(quantified(conditioned(pattern.next(name()))));
                case 3 -> timed(quantified(conditioned(pattern.followedByAny(name()))));
                default -> timed(quantified(conditioned(pattern.followedBy(name()))));
            };
        }

        private EventPattern timed(EventPattern pattern) {
            return random.nextInt(8) == 0 ? pattern.withinPrevious(Duration.ofNanos(1 + random.nextInt(4))) : pattern;
        }

        private EventPattern quantified(EventPattern pattern) {
            EventPattern made =
                    switch (random.nextInt(10)) {
                        case 0, 1 -> unbounded(pattern.oneOrMore());
                        case 2 -> unbounded(pattern.timesOrMore(2));
                        case 3 -> loop(pattern.times(2));
                        case 4 -> loop(pattern.times(1, 3));
                        case 5 -> loop(pattern.times(2, 3));
                        default -> pattern;
                    };
            return random.nextInt(5) == 0 ? made.optional() : made;
        }

        private EventPattern unbounded(EventPattern pattern) {
            return loop(random.nextInt(4) == 0 ? asked(pattern, pattern::until, pattern::until) : pattern);
        }

        private EventPattern loop(EventPattern pattern) {
            EventPattern made =
                    switch (random.nextInt(4)) {
                        case 0 -> pattern.consecutive();
                        case 1 -> pattern.allowCombinations();
                        default -> pattern;
                    };
            PatternStage last = last(made);
            return random.nextInt(3) == 0 && !last.isGroup() ? made.greedy() : made;
        }

        private static PatternStage last(EventPattern pattern) {
            return pattern.stages().get(pattern.stages().size() - 1);
        }

        private EventPattern conditioned(EventPattern pattern) {
            return random.nextInt(10) == 0 ? pattern : asked(pattern, pattern::where, pattern::where);
        }

        private EventPattern asked(
                EventPattern pattern,
                Function<RowCondition, EventPattern> plain,
                Function<IterativeCondition, EventPattern> iterative) {
            int bit = random.nextInt(4);
            boolean isIterative = random.nextInt(5) == 0;
            EventPattern made = isIterative
                    ? iterative.apply(
                            (row, matched) -> isBit(row.i32("bits"), bit) && (sum(matched) + row.i64("size")) % 3 != 0)
                    : plain.apply(row -> isBit(row.i32("bits"), bit));
            PatternStage last = last(made);
            boolean isUntil =
                    last.until() != null && !last.until().equals(last(pattern).until());
            tests.put(
                    isUntil ? last.until() : last.condition(),
                    (row, matched) ->
                            isBit(row.bits(), bit) && (!isIterative || (sizes(matched) + row.size()) % 3 != 0));
            return made;
        }

        private static boolean isBit(int bits, int bit) {
            return (bits >>> bit & 1) != 0;
        }

        private static long sizes(List<EventRun.Row> matched) {
            return matched.stream().mapToLong(EventRun.Row::size).sum();
        }

        private static long sum(MatchedEvents matched) {
            long sum = 0;
            for (int i = 0; i < matched.count(); i++) {
                sum += matched.row(i).i64("size");
            }
            return sum;
        }
    }
}
