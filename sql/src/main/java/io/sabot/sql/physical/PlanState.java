package io.sabot.sql.physical;

import io.sabot.cep.MatchOperator;
import io.sabot.cep.PatternSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Durations;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.aggregate.AggregateSpec;
import io.sabot.sql.pattern.Navigation;
import io.sabot.sql.pattern.PatternQuery;
import io.sabot.sql.pattern.PatternSettings;
import io.sabot.sql.plan.KeyedCall;
import io.sabot.sql.type.Types;
import io.sabot.state.KeyTable;
import io.sabot.state.keyed.TimeToLive;
import io.sabot.windows.WindowSpec;
import io.sabot.windows.process.FunctionState;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

/**
 * What the operators of a plan keep from row to row, for people: every piece, where it lives and what bounds it. Nothing
 * else in this package depends on it.
 */
public final class PlanState {
    /** Behind the lines of all operators of a query that has any. */
    public static final String PAGES =
            "pages: off the heap, within 'state.memory-bytes'; short of room, those that the last checkpoint holds leave"
                    + " memory and are read back when needed";

    private static final String TIMERS = ", in pages: the near ones in a heap, far ones in sorted runs that spill";

    private final List<String> lines = new ArrayList<>();

    private PlanState(String title) {
        lines.add(title);
    }

    /** A title and indented lines for the operator itself, its inputs left out; empty if it keeps nothing to speak of. */
    public static List<String> of(Plan plan) {
        if (plan instanceof Plan.Aggregate aggregate) {
            return aggregate(aggregate);
        } else if (plan instanceof Plan.Match match) {
            return match(match);
        } else if (plan instanceof Plan.Keyed keyed) {
            return keyed(keyed);
        } else if (plan instanceof Plan.TimeSort sort) {
            return timeSort(sort);
        } else if (plan instanceof Plan.Sort sort && !sort.keys().isEmpty()) {
            return sort(sort);
        } else if (plan instanceof Plan.Hold) {
            return new PlanState("hold").line("rows", "all rows, in pages").line("bounded by", "the input").lines;
        }
        return List.of();
    }

    private PlanState line(String what, String text) {
        lines.add("  " + what + ": " + text);
        return this;
    }

    private PlanState lineIf(boolean isThere, String what, String text) {
        return isThere ? line(what, text) : this;
    }

    /** @param content of a key's record if it is worth a word, else null */
    private PlanState keys(List<String> names, String content) {
        String with = content == null ? "" : " with " + content;
        return line(
                "keys",
                names.isEmpty()
                        ? "one for all rows, a record" + with + ", in pages"
                        : "an index of " + names + " and a record per key" + with + ", in pages");
    }

    /** @param more than what every table of keys has, with a comma in front */
    private PlanState derived(String more) {
        return line("derived", "hash table and order of the keys" + more + ", on the heap; made anew at each start");
    }

    private PlanState text(List<String> holders) {
        return lineIf(
                !holders.isEmpty(),
                "text",
                "in " + holders
                        + " as numbers; what is no symbol is on the heap and in the checkpoint's root, and stays"
                        + " until the query ends");
    }

    /** @param activity that keeps a key, in words */
    private static String forgotten(List<String> keys, String activity, int recent) {
        int kept = 2 * Math.max(KeyTable.MIN_IDLE_KEYS, 2 * recent);
        return keys.isEmpty()
                ? ""
                : "; keys without " + activity + " are forgotten, the longest idle first, once they are more than "
                        + kept + " and than four times the others";
    }

    private static List<String> names(List<Integer> columns, EventSchema schema) {
        return columns.stream().map(column -> schema.column(column).name()).toList();
    }

    private static boolean isText(RelDataType type) {
        return Types.ofExpression(type).kind() == TypeKind.VARCHAR;
    }

    // ---- windows ----

    private static List<String> aggregate(Plan.Aggregate aggregate) {
        List<String> keys =
                names(aggregate.keyColumns(), aggregate.input().flow().schema());
        if (aggregate.window() instanceof WindowSpec.Global) {
            PlanState state = new PlanState("aggregate over all rows");
            state.keys(keys, "its accumulator").derived("").text(textOf(aggregate));
            return state.line(
                            "bounded by",
                            keys.isEmpty() ? "the query: one accumulator" : "the number of keys, until the input ends")
                    .lines;
        }
        boolean isSession = aggregate.window() instanceof WindowSpec.Session;
        boolean isCumulate = aggregate.window() instanceof WindowSpec.Cumulate;
        PlanState state = new PlanState(isSession ? "aggregate over sessions" : "aggregate over windows");
        state.keys(keys, isCumulate ? "what its window has added up" : null);
        if (isSession) {
            state.line("sessions", "an accumulator per key and open session, in pages; gone when it fires")
                    .line("timers", "one per key with open sessions" + TIMERS)
                    .derived("");
        } else {
            state.line("panes", "an accumulator per key and pane, in pages; gone with the last window that covers it")
                    .line("timers", "keys whose next window is not the next to fire" + TIMERS)
                    .derived(", keys of the next window");
        }
        String open = isSession ? "open sessions" : "open windows";
        return state.text(textOf(aggregate))
                .line("bounded by", timeBound(aggregate.flow(), open, keys) + forgotten(keys, open, 0))
                .lines;
    }

    private static String timeBound(Flow flow, String open, List<String> keys) {
        String what = (keys.isEmpty() ? "" : "the keys with ") + open;
        return flow.hasWatermark()
                ? what + ", which the watermark closes"
                : what + ", which only the end of the input closes";
    }

    private static List<String> textOf(Plan.Aggregate aggregate) {
        List<String> holders = new ArrayList<>();
        for (AggregateSpec spec : aggregate.aggregates()) {
            if (spec.result().kind() == TypeKind.VARCHAR) {
                holders.add(spec.kind().name());
            }
        }
        return holders;
    }

    // ---- patterns ----

    private static List<String> match(Plan.Match match) {
        PatternQuery query = match.query();
        List<String> keys = names(query.partitionColumns(), match.input().flow().schema());
        List<Navigation> history = query.isFromWindow()
                ? List.of()
                : query.navigations().stream()
                        .filter(navigation -> navigation.physicalOffset() > 0)
                        .toList();
        long registers =
                query.navigations().stream().filter(Navigation::isRegister).count();
        boolean hasWithin = query.withinNs() != PatternSpec.NO_WITHIN;
        PlanState state = new PlanState("match");
        state.keys(keys, history.isEmpty() ? null : "the values that PREV reads")
                .line(
                        "threads",
                        "the partial matches of each key, each with its state and " + registers
                                + (registers == 1 ? " register" : " registers") + ", in pages; gone when decided")
                .lineIf(
                        query.sharesStarts(),
                        "starts",
                        "partial matches of different first rows with one future share their threads; each keeps where it began and"
                                + " its own measures, in pages")
                .lineIf(
                        query.holdsRows(),
                        "rows",
                        "those from the oldest partial match of each key on, and by which states it took them, in pages")
                .lineIf(hasWithin, "timers", "one per key with partial matches, for WITHIN" + TIMERS)
                .lineIf(
                        !match.subQueries().isEmpty(),
                        "sub-queries",
                        "their results, on the heap and in the checkpoint's root")
                .derived("")
                .text(textOf(query));
        String threads = (hasWithin ? "WITHIN " + Durations.text(query.withinNs()) : "the pattern, not by time")
                + ", and " + PatternSettings.text(query.limits());
        return state.line("bounded by", threads + keysOf(query, keys, !history.isEmpty())).lines;
    }

    private static String keysOf(PatternQuery query, List<String> keys, boolean hasHistory) {
        String reason = hasHistory
                ? "PREV"
                : query.readsMatchNumber() ? "MATCH_NUMBER" : query.program().startsDifferAtFirstRow() ? "^" : null;
        if (reason == null) {
            return forgotten(keys, "partial matches", MatchOperator.LIKELY_TO_RETURN);
        }
        return keys.isEmpty() ? "" : "; nothing bounds the keys: none is forgotten, because of " + reason;
    }

    private static List<String> textOf(PatternQuery query) {
        List<String> holders = new ArrayList<>();
        for (Navigation navigation : query.navigations()) {
            RexNode argument = navigation.argument();
            boolean isRegister = navigation.isRegister() && !navigation.isGathered();
            boolean isKept = isRegister || navigation.physicalOffset() > 0;
            if (isKept && argument != null && isText(argument.getType()) && isText(navigation.type())) {
                String kind = navigation.physicalOffset() > 0
                        ? "PREV"
                        : navigation.kind().name();
                if (!holders.contains(kind)) {
                    holders.add(kind);
                }
            }
        }
        return holders;
    }

    // ---- users' functions ----

    private static List<String> keyed(Plan.Keyed keyed) {
        KeyedCall call = keyed.call();
        FunctionState function = keyed.state();
        List<String> keys = call.keyNames();
        PlanState state = new PlanState("function " + call.function().name());
        state.keys(keys, "where its state begins");
        for (FunctionState.Declared declared : function.states()) {
            state.line(
                    declared.kind() + " '" + declared.name() + "'",
                    "in pages, " + life(declared.timeToLive(), keyed.input().flow()));
        }
        boolean hasExpiry = function.states().stream()
                .anyMatch(declared -> !declared.timeToLive().isForever());
        String timers = function.hasTimers()
                ? "the function's" + (hasExpiry ? ", and one per entry that can expire" : "")
                : "one per entry that can expire";
        state.lineIf(function.hasTimers() || hasExpiry, "timers", timers + TIMERS)
                .derived(", hash tables of maps");
        return state.line("bounded by", bound(keyed) + forgotten(keys, "state and timers", 0)).lines;
    }

    private static String bound(Plan.Keyed keyed) {
        List<FunctionState.Declared> states = keyed.state().states();
        boolean isTimeBound = keyed.input().flow().hasWatermark()
                && states.stream().noneMatch(declared -> declared.timeToLive().isForever());
        if (!isTimeBound && !states.isEmpty()) {
            return "nothing but what the function clears";
        }
        String timers = keyed.state().hasTimers() ? "pending timers" : "";
        return states.isEmpty()
                ? timers.isEmpty() ? "nothing is kept of a key" : timers
                : "times to live" + (timers.isEmpty() ? "" : " and " + timers);
    }

    private static String life(TimeToLive timeToLive, Flow input) {
        if (timeToLive.isForever()) {
            return "until the function clears them";
        }
        String life = Durations.text(timeToLive.durationNs()) + " after the last "
                + (timeToLive.isReadAUse() ? "read or write" : "write");
        return input.hasWatermark() ? life : "for ever: " + life + " means nothing without a watermark";
    }

    // ---- order ----

    private static List<String> timeSort(Plan.TimeSort sort) {
        return new PlanState("sort by "
                        + sort.flow().schema().column(sort.timeColumn()).name())
                .line("rows", "whole rows that the watermark has not passed, and their order, in pages")
                .line("bounded by", "how far the watermark is behind the newest row")
                .lines;
    }

    private static List<String> sort(Plan.Sort sort) {
        boolean isCut = sort.limit() != Long.MAX_VALUE;
        return new PlanState("sort")
                .line("rows", (isCut ? "whole rows that may come out" : "all rows") + ", and their order, in pages")
                .line(
                        "bounded by",
                        isCut ? "OFFSET and LIMIT: " + (sort.offset() + sort.limit()) + " rows" : "the input")
                .lines;
    }
}
