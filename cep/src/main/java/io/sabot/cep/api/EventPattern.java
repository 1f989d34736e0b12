package io.sabot.cep.api;

import io.sabot.core.error.SabotException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A pattern over rows, of which all matches are found; declared as FlinkCEP's are, and with its results.
 *
 * <pre>{@code
 * EventPattern dip = EventPattern.begin("high").where(row -> row.f64("price") > 100)
 *         .followedBy("low").where((row, matched) -> row.f64("price") < 0.9 * matched.first("high").f64("price"))
 *         .within(Duration.ofSeconds(10))
 *         .partitionBy("symbol");
 * }</pre>
 *
 * <p>A match is a row for every stage, in the order of event time. Between a row and the next one lies what the stage's
 * {@link Contiguity} allows: nothing ({@link #next}), rows that do not fit ({@link #followedBy}), anything ({@link
 * #followedByAny}). Methods that say how often, and which rows, are about the stage added last.
 *
 * <p>Matches of a key come out by the row that completes them, then by their first row; then, where two differ first, the
 * one that takes a row comes before the one that passes it by, and one more round of a stage before the stage behind it.
 *
 * <p>Immutable: every method gives a new pattern. A mistake is a {@link SabotException} with a code CEP-02xx.
 */
public final class EventPattern {
    /** Partial matches that a key may have unless the pattern says otherwise. */
    public static final int DEFAULT_MAX_PARTIALS = 65_536;

    /** No limit of time. */
    public static final long NO_WITHIN = 0;

    private final List<PatternStage> stages;
    private final AfterMatchSkip skip;
    private final long withinNs;
    private final List<String> keys;
    private final boolean tellsTimedOut;
    private final int maxPartials;
    private final LimitPolicy limitPolicy;

    private EventPattern(
            List<PatternStage> stages,
            AfterMatchSkip skip,
            long withinNs,
            List<String> keys,
            boolean tellsTimedOut,
            int maxPartials,
            LimitPolicy limitPolicy) {
        this.stages = List.copyOf(stages);
        this.skip = skip;
        this.withinNs = withinNs;
        this.keys = List.copyOf(keys);
        this.tellsTimedOut = tellsTimedOut;
        this.maxPartials = maxPartials;
        this.limitPolicy = limitPolicy;
    }

    // ---- stages ----

    public static EventPattern begin(String name) {
        return begin(name, AfterMatchSkip.noSkip());
    }

    public static EventPattern begin(String name, AfterMatchSkip skip) {
        return of(PatternStage.one(named(name), Contiguity.RELAXED), skip);
    }

    /** A group that may be repeated, or left out, as a whole. */
    public static EventPattern begin(EventPattern group) {
        return begin(group, AfterMatchSkip.noSkip());
    }

    public static EventPattern begin(EventPattern group, AfterMatchSkip skip) {
        return of(PatternStage.group(group.asGroup(), Contiguity.RELAXED), skip);
    }

    private static EventPattern of(PatternStage stage, AfterMatchSkip skip) {
        return new EventPattern(
                List.of(stage), skip, NO_WITHIN, List.of(), false, DEFAULT_MAX_PARTIALS, LimitPolicy.ERROR);
    }

    /** The very next row. */
    public EventPattern next(String name) {
        return add(PatternStage.one(named(name), Contiguity.STRICT));
    }

    /** The first row that fits. */
    public EventPattern followedBy(String name) {
        return add(PatternStage.one(named(name), Contiguity.RELAXED));
    }

    /** Any row that fits: each makes a match of its own. */
    public EventPattern followedByAny(String name) {
        return add(PatternStage.one(named(name), Contiguity.ANY));
    }

    public EventPattern next(EventPattern group) {
        return add(PatternStage.group(group.asGroup(), Contiguity.STRICT));
    }

    public EventPattern followedBy(EventPattern group) {
        return add(PatternStage.group(group.asGroup(), Contiguity.RELAXED));
    }

    public EventPattern followedByAny(EventPattern group) {
        return add(PatternStage.group(group.asGroup(), Contiguity.ANY));
    }

    /** The very next row is none such; at the end of the pattern also if no further row comes in time. */
    public EventPattern notNext(String name) {
        return add(PatternStage.not(named(name), Contiguity.STRICT));
    }

    /**
     * No such row comes until the next row of the match, which must not be such a one either; a partial match dies at one.
     * At the end of the pattern: until time has run out, so that the match comes out at that moment.
     */
    public EventPattern notFollowedBy(String name) {
        return add(PatternStage.not(named(name), Contiguity.RELAXED));
    }

    private EventPattern add(PatternStage stage) {
        if (stage.isNot() && last().isOptional()) {
            throw mistake("CEP-0205", stage.label() + " is forbidden behind " + last().label() + ", which is optional");
        }
        List<PatternStage> added = new ArrayList<>(stages);
        added.add(stage);
        return with(added);
    }

    private EventPattern with(List<PatternStage> newStages) {
        return new EventPattern(newStages, skip, withinNs, keys, tellsTimedOut, maxPartials, limitPolicy);
    }

    private static String named(String name) {
        if (name.isBlank()) {
            throw mistake("CEP-0201", "a stage has no name");
        }
        return name;
    }

    private List<PatternStage> asGroup() {
        boolean isPlain = withinNs == NO_WITHIN
                && keys.isEmpty()
                && !tellsTimedOut
                && skip.mode() == AfterMatchSkip.Mode.NO_SKIP
                && limitPolicy == LimitPolicy.ERROR
                && maxPartials == DEFAULT_MAX_PARTIALS;
        if (!isPlain) {
            throw mistake("CEP-0202", "within, skip, keys and limits are of the whole pattern, not of a group");
        }
        if (last().isNot()) {
            throw mistake("CEP-0203", "a group ends with " + last().label() + ", which is not a row");
        }
        return stages;
    }

    // ---- conditions ----

    /** What the rows must be like. Several are all to hold. */
    public EventPattern where(RowCondition condition) {
        return where(EventCondition.of(condition));
    }

    /** As {@link #where(RowCondition)}, of a condition that looks at the rows matched so far. */
    public EventPattern where(IterativeCondition condition) {
        return where(EventCondition.of(condition));
    }

    private EventPattern where(EventCondition condition) {
        EventCondition former = rows().condition();
        return change(stage -> stage.condition(former == null ? condition : former.and(condition)));
    }

    /** Rows may also be like this, whatever was said before. */
    public EventPattern or(RowCondition condition) {
        return or(EventCondition.of(condition));
    }

    /** As {@link #or(RowCondition)}, of a condition that looks at the rows matched so far. */
    public EventPattern or(IterativeCondition condition) {
        return or(EventCondition.of(condition));
    }

    private EventPattern or(EventCondition condition) {
        EventCondition former = rows().condition();
        return change(stage -> stage.condition(former == null ? condition : former.or(condition)));
    }

    /**
     * A row like this ends an unbounded stage or group: neither it nor a later row is taken into it. It matters once the
     * first row of the stage was taken; that one must not be such a row itself.
     */
    public EventPattern until(RowCondition condition) {
        return until(EventCondition.of(condition));
    }

    /** As {@link #until(RowCondition)}, of a condition that looks at the rows matched so far. */
    public EventPattern until(IterativeCondition condition) {
        return until(EventCondition.of(condition));
    }

    private EventPattern until(EventCondition condition) {
        if (last().max() != PatternStage.UNBOUNDED || last().until() != null) {
            throw mistake("CEP-0204", "until is said once, of oneOrMore or timesOrMore: " + last().label());
        }
        return change(stage -> stage.until(condition));
    }

    // ---- how often ----

    public EventPattern oneOrMore() {
        return timesOrMore(1);
    }

    public EventPattern timesOrMore(int count) {
        return repeat(count, PatternStage.UNBOUNDED);
    }

    public EventPattern times(int count) {
        return repeat(count, count);
    }

    /** @param min 0 also says {@link #optional} */
    public EventPattern times(int min, int max) {
        return min == 0 ? repeat(1, max).optional() : repeat(min, max);
    }

    private EventPattern repeat(int min, int max) {
        PatternStage last = last();
        if (last.isNot() || last.isLoop()) {
            throw mistake("CEP-0204", last.label() + " cannot be repeated" + (last.isNot() ? "" : " in two ways"));
        }
        if (min < 1 || max != PatternStage.UNBOUNDED && max < min) {
            throw mistake("CEP-0204", last.label() + " cannot come " + min + " to " + max + " times");
        }
        boolean isLoop = max != 1;
        if (isLoop && last.isGroup() && isGroupNullable(last)) {
            throw mistake("CEP-0204", "a group that may be empty cannot be repeated");
        }
        return change(stage -> stage.times(min, max));
    }

    private static boolean isGroupNullable(PatternStage group) {
        return group.group().stream().allMatch(PatternStage::isNullable);
    }

    /** The stage may be left out. */
    public EventPattern optional() {
        if (last().isNot()) {
            throw mistake("CEP-0204", last().label() + " is not a row and cannot be optional");
        }
        if (last().isGroup() && isGroupNullable(last())) {
            throw mistake("CEP-0204", "a group that may be empty is optional as it is");
        }
        return change(PatternStage::optional);
    }

    /**
     * A row that a repeated stage can take is not left to the stages behind it. At the end of the pattern the match is
     * complete at the first row that the stage cannot take, or when no further row comes in time.
     */
    public EventPattern greedy() {
        if (last().isGroup()) {
            throw mistake("CEP-0204", "a group cannot be greedy");
        }
        return changeLoop("greedy", PatternStage::greedy);
    }

    /** The rows of a repeated stage, or the rounds of a group, follow one another directly. */
    public EventPattern consecutive() {
        return changeLoop("consecutive", stage -> stage.inner(Contiguity.STRICT));
    }

    /** A row that a repeated stage can take may also be passed by: every choice of rows makes a match. */
    public EventPattern allowCombinations() {
        return changeLoop("allowCombinations", stage -> stage.inner(Contiguity.ANY));
    }

    private EventPattern changeLoop(String what, UnaryOperator<PatternStage> change) {
        if (!last().isLoop()) {
            throw mistake("CEP-0204", what + " is for what is repeated: " + last().label() + " is not");
        }
        return change(change);
    }

    private EventPattern change(UnaryOperator<PatternStage> change) {
        List<PatternStage> changed = new ArrayList<>(stages);
        changed.set(changed.size() - 1, change.apply(last()));
        return with(changed);
    }

    private PatternStage last() {
        return stages.get(stages.size() - 1);
    }

    /** The last stage, which is about single rows. */
    private PatternStage rows() {
        if (last().isGroup()) {
            throw mistake("CEP-0204", "a group has no condition, its stages have");
        }
        return last();
    }

    // ---- the whole pattern ----

    /**
     * The last row comes less than this after the first. Said more than once, the least counts. Time runs out when the
     * watermark says so; it takes no further row.
     */
    public EventPattern within(Duration duration) {
        long ns = positive(duration);
        long least = withinNs == NO_WITHIN ? ns : Math.min(withinNs, ns);
        return new EventPattern(stages, skip, least, keys, tellsTimedOut, maxPartials, limitPolicy);
    }

    /**
     * Each row of the stage added last comes less than this after the row before it. Of a {@link #notFollowedBy} at the end
     * of the pattern: how long no such row comes.
     */
    public EventPattern withinPrevious(Duration duration) {
        long ns = positive(duration);
        if (last().isGroup() || stages.size() == 1 && !last().isLoop()) {
            throw mistake("CEP-0204", "withinPrevious is of a stage that has a row before it");
        }
        return change(stage -> stage.withinPrevious(ns));
    }

    private static long positive(Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw mistake("CEP-0202", "within needs a time longer than nothing");
        }
        return duration.toNanos();
    }

    /** Columns whose values tell keys apart: a match has rows of one key. Without them there is one key. */
    public EventPattern partitionBy(String... columns) {
        return new EventPattern(stages, skip, withinNs, List.of(columns), tellsTimedOut, maxPartials, limitPolicy);
    }

    /**
     * Partial matches whose time runs out are told as well ({@link EventMatch#isTimedOut}), unless they are a match
     * already that more rows could have joined. Those that are open at the end of the input are not told.
     */
    public EventPattern tellTimedOut() {
        return new EventPattern(stages, skip, withinNs, keys, true, maxPartials, limitPolicy);
    }

    /** How many partial matches a key may have. */
    public EventPattern limit(int partialMatches, LimitPolicy policy) {
        if (partialMatches < 1) {
            throw mistake("CEP-0202", "a limit of " + partialMatches + " partial matches");
        }
        return new EventPattern(stages, skip, withinNs, keys, tellsTimedOut, partialMatches, policy);
    }

    // ---- as declared ----

    public List<PatternStage> stages() {
        return stages;
    }

    public AfterMatchSkip skip() {
        return skip;
    }

    /** {@link #NO_WITHIN} if there is none. */
    public long withinNs() {
        return withinNs;
    }

    public List<String> keys() {
        return keys;
    }

    public boolean tellsTimedOut() {
        return tellsTimedOut;
    }

    public int maxPartials() {
        return maxPartials;
    }

    public LimitPolicy limitPolicy() {
        return limitPolicy;
    }

    /** @throws SabotException if the pattern as a whole cannot be */
    public void check() {
        checkNames(stages, new HashSet<>());
        checkTimes();
        if (isAbsenceLast()) {
            if (withinNs == NO_WITHIN && last().withinPreviousNs() == 0) {
                throw mistake(
                        "CEP-0203",
                        "the pattern ends with notFollowedBy " + last().label()
                                + " and says no time that it is for: add within or withinPrevious");
            }
        } else if (isAbsenceOpen()) {
            throw mistake("CEP-0203", "behind notFollowedBy comes nothing, or a stage that is not optional");
        }
        String skipTo = skip.name();
        if (skipTo != null && !names().contains(skipTo)) {
            throw mistake("CEP-0206", "after a match there is no '" + skipTo + "' to skip to");
        }
    }

    private boolean isAbsenceLast() {
        return last().isNot() && last().contiguity() == Contiguity.RELAXED;
    }

    private void checkTimes() {
        for (PatternStage stage : stages) {
            boolean mayBeTimed = !stage.isNot() || stage.equals(last()) && isAbsenceLast();
            if (stage.withinPreviousNs() != 0 && !mayBeTimed) {
                throw mistake("CEP-0204", "withinPrevious is of rows: " + stage.label() + " is none");
            }
        }
    }

    /** Whether a match may end while an absence has yet to be shown. */
    private boolean isAbsenceOpen() {
        boolean isOpen = false;
        for (PatternStage stage : stages) {
            if (stage.isNot()) {
                isOpen |= stage.contiguity() == Contiguity.RELAXED;
            } else {
                isOpen &= stage.isNullable();
            }
        }
        return isOpen;
    }

    private static void checkNames(List<PatternStage> stages, Set<String> seen) {
        for (PatternStage stage : stages) {
            if (stage.isGroup()) {
                checkNames(stage.group(), seen);
            } else if (!seen.add(stage.name())) {
                throw mistake("CEP-0201", "two stages are named " + stage.label());
            }
        }
    }

    /** Names of the rows that a match may have, in the order of the stages. */
    public List<String> names() {
        return namesOf(stages);
    }

    private static List<String> namesOf(List<PatternStage> stages) {
        List<String> names = new ArrayList<>();
        for (PatternStage stage : stages) {
            if (stage.isGroup()) {
                names.addAll(namesOf(stage.group()));
            } else if (!stage.isNot()) {
                names.add(stage.name());
            }
        }
        return names;
    }

    /** What was declared, conditions aside: they are code. Equal patterns have equal texts. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (PatternStage stage : stages) {
            text.append(text.isEmpty() ? "" : " ").append(stage.text());
        }
        text.append(withinNs == NO_WITHIN ? "" : " WITHIN " + Duration.ofNanos(withinNs));
        text.append(skip.mode() == AfterMatchSkip.Mode.NO_SKIP ? "" : " SKIP " + skip.mode());
        text.append(skip.name() == null ? "" : " '" + skip.name() + "'");
        text.append(tellsTimedOut ? " TIMED OUT" : "");
        text.append(keys.isEmpty() ? "" : " PARTITION BY " + String.join(", ", keys));
        return text.append(" LIMIT " + maxPartials + " " + limitPolicy).toString();
    }

    static SabotException mistake(String code, String message) {
        return SabotException.configuration(code, message, null);
    }
}
