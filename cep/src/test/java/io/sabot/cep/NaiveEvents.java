package io.sabot.cep;

import io.sabot.cep.api.AfterMatchSkip;
import io.sabot.cep.api.Contiguity;
import io.sabot.cep.api.EventCondition;
import io.sabot.cep.api.EventPattern;
import io.sabot.cep.api.PatternStage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the matches of an {@link EventPattern} are, by definition: all ways to choose rows of a list for its stages,
 * enumerated by recursion, each choice looked at on its own.
 */
final class NaiveEvents {
    /** A condition over a row and those matched so far. */
    interface Test {
        boolean holds(EventRun.Row row, List<EventRun.Row> matched);
    }

    /** No such row: the next one, all up to the one taken, or the one taken. Rows of {@code untilAll} end it. */
    private record Ban(EventProgram.Span span, Test test, List<Test> untilTaken, List<Test> untilAll) {}

    /** A row that was taken, behind others. */
    private static final class Node {
        final Node parent;
        final String name;
        final int row;
        final int way; // which of the parent's ways to go on
        int ways;
        boolean isMatch;
        boolean isAliveAtEnd;
        When lastEnd = new When(Long.MIN_VALUE, 0, 0);

        Node(Node parent, String name, int row, int way) {
            this.parent = parent;
            this.name = name;
            this.row = row;
            this.way = way;
        }

        boolean isRoot() {
            return parent == null;
        }

        void ends(When when) {
            lastEnd = when.compareTo(lastEnd) > 0 ? when : lastEnd;
        }
    }

    /** A moment: that time runs out (kind 0) comes before a row of that time (1); the end of the input (2) is last. */
    private record When(long timeNs, int kind, int row) implements Comparable<When> {
        static final When END = new When(Long.MAX_VALUE, 2, 0);

        @Override
        public int compareTo(When other) {
            return Comparator.comparingLong(When::timeNs)
                    .thenComparingInt(When::kind)
                    .thenComparingInt(When::row)
                    .compare(this, other);
        }
    }

    private record Step(int row, int way) {}

    /** @param steps by which it is preferred */
    private record Found(Node node, When when, List<Step> steps, boolean isTimedOut) {
        int start() {
            return steps.get(0).row();
        }
    }

    private interface Then {
        void go(Node node, List<Ban> bans);
    }

    private final EventPattern pattern;
    private final Map<EventCondition, Test> tests;
    private final List<EventRun.Row> rows;
    private final long lastWatermarkNs;
    private final List<Found> found = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private int start;

    /** @param rows of one key */
    NaiveEvents(EventPattern pattern, Map<EventCondition, Test> tests, List<EventRun.Row> rows, long lastWatermarkNs) {
        this.pattern = pattern;
        this.tests = tests;
        this.rows = rows;
        this.lastWatermarkNs = lastWatermarkNs;
    }

    /** The matches as {@code name:row …}, in their order; {@code !} behind those that timed out. */
    List<String> findAll() {
        for (start = 0; start < rows.size(); start++) {
            Node root = new Node(null, null, -1, 0);
            sequence(pattern.stages(), 0, Contiguity.ANY, List.of(), List.of(), true, root, List.of(), this::accept);
        }
        if (pattern.tellsTimedOut()) {
            for (Node node : nodes) {
                if (!node.isMatch && !node.isAliveAtEnd && node.lastEnd.kind() == 0) {
                    found.add(new Found(node, node.lastEnd, steps(node, Integer.MAX_VALUE, 0), true));
                }
            }
        }
        return select().stream().map(this::describe).toList();
    }

    private String describe(Found match) {
        return path(match.node()).stream()
                        .map(node -> node.name + ":" + rows.get(node.row).size())
                        .collect(Collectors.joining(" "))
                + (match.isTimedOut() ? "!" : "");
    }

    // ---- which come out ----

    private List<Found> select() {
        if (pattern.skip().mode() == AfterMatchSkip.Mode.NO_SKIP) {
            found.sort(Comparator.comparing(Found::when)
                    .thenComparingInt(Found::start)
                    .thenComparing(NaiveEvents::prefer));
            return found;
        }
        found.sort(
                Comparator.comparingInt(Found::start).thenComparing(Found::when).thenComparing(NaiveEvents::prefer));
        List<Found> selected = new ArrayList<>();
        for (Found match : found) {
            if (selected.stream().noneMatch(former -> rulesOut(former, match))) {
                selected.add(match);
            }
        }
        return selected;
    }

    private boolean rulesOut(Found former, Found match) {
        List<Node> path = path(former.node());
        List<Integer> named = path.stream()
                .filter(node -> node.name.equals(pattern.skip().name()))
                .map(node -> node.row)
                .toList();
        return switch (pattern.skip().mode()) {
            case NO_SKIP -> false;
            case TO_NEXT -> match.start() == former.start();
            case PAST_LAST -> match.start() <= path.get(path.size() - 1).row;
            case TO_FIRST -> !named.isEmpty() && match.start() < named.get(0);
            case TO_LAST -> !named.isEmpty() && match.start() < named.get(named.size() - 1);
        };
    }

    private static int prefer(Found a, Found b) {
        for (int i = 0; i < Math.min(a.steps().size(), b.steps().size()); i++) {
            Step left = a.steps().get(i);
            Step right = b.steps().get(i);
            if (!left.equals(right)) {
                return left.row() != right.row()
                        ? Integer.compare(left.row(), right.row())
                        : Integer.compare(left.way(), right.way());
            }
        }
        return Integer.compare(b.steps().size(), a.steps().size());
    }

    private static List<Node> path(Node node) {
        List<Node> path = new ArrayList<>();
        for (Node at = node; !at.isRoot(); at = at.parent) {
            path.add(0, at);
        }
        return path;
    }

    private static List<Step> steps(Node node, int lastRow, int lastWay) {
        List<Step> steps = new ArrayList<>();
        path(node).forEach(each -> steps.add(new Step(each.row, each.way)));
        if (lastRow >= 0) {
            steps.add(new Step(lastRow, lastWay));
        }
        return steps;
    }

    // ---- the pattern ----

    private void sequence(
            List<PatternStage> stages,
            int at,
            Contiguity contiguity,
            List<Test> untilTaken,
            List<Test> untilAll,
            boolean isWhole,
            Node node,
            List<Ban> bans,
            Then then) {
        if (at == stages.size()) {
            then.go(node, bans);
            return;
        }
        PatternStage stage = stages.get(at);
        Then next = (nextNode, nextBans) -> sequence(
                stages,
                at + 1,
                at + 1 < stages.size() ? stages.get(at + 1).contiguity() : null,
                List.of(),
                plus(untilTaken, untilAll),
                isWhole,
                nextNode,
                nextBans,
                then);
        if (stage.isNot()) {
            next.go(node, plus(bans, List.of(ban(stage))));
            return;
        }
        List<Ban> between = new ArrayList<>();
        for (int i = at + 1; i < stages.size() && stages.get(i).isNot(); i++) {
            if (stages.get(i).contiguity() == Contiguity.RELAXED) {
                between.add(ban(stages.get(i)));
            }
        }
        List<Test> own = stage.until() == null ? List.of() : List.of(tests.get(stage.until()));
        List<Test> furtherUntil = plus(own, plus(untilTaken, untilAll));
        Then further = new Then() {
            private int rounds; // of the node being looked at

            @Override
            public void go(Node nextNode, List<Ban> nextBans) {
                int round = ++rounds;
                if (stage.max() == PatternStage.UNBOUNDED || round < stage.max()) {
                    round(stage, stage.inner(), List.of(), furtherUntil, nextNode, plus(nextBans, between), this);
                }
                if (round >= stage.min()) {
                    boolean mayGoOn = stage.max() == PatternStage.UNBOUNDED || round < stage.max();
                    next.go(
                            nextNode,
                            mayGoOn ? leaving(stage, stage.inner(), List.of(), furtherUntil, nextBans) : nextBans);
                }
                rounds--;
            }
        };
        round(stage, contiguity, plus(own, untilTaken), untilAll, node, bans, further);
        if (stage.isOptional()) {
            next.go(node, leaving(stage, contiguity, plus(own, untilTaken), untilAll, bans));
        }
    }

    private void round(
            PatternStage stage,
            Contiguity contiguity,
            List<Test> untilTaken,
            List<Test> untilAll,
            Node node,
            List<Ban> bans,
            Then then) {
        if (stage.isGroup()) {
            sequence(stage.group(), 0, contiguity, untilTaken, untilAll, false, node, bans, then);
        } else {
            take(stage, contiguity, untilTaken, untilAll, node, bans, then);
        }
    }

    private Ban ban(PatternStage not) {
        EventProgram.Span span = not.contiguity() == Contiguity.STRICT ? EventProgram.Span.NEXT : EventProgram.Span.ALL;
        return new Ban(span, test(not.condition()), List.of(), List.of());
    }

    private List<Ban> leaving(
            PatternStage stage, Contiguity waitsFor, List<Test> taken, List<Test> all, List<Ban> bans) {
        if (!stage.isGreedy()) {
            return bans;
        }
        EventProgram.Span span =
                switch (waitsFor) {
                    case STRICT -> EventProgram.Span.NEXT;
                    case RELAXED -> EventProgram.Span.ALL;
                    case ANY -> EventProgram.Span.TAKEN;
                };
        return plus(bans, List.of(new Ban(span, test(stage.condition()), taken, all)));
    }

    private Test test(EventCondition condition) {
        return condition == null ? (row, matched) -> true : tests.get(condition);
    }

    private static <T> List<T> plus(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    // ---- a row ----

    private void take(
            PatternStage stage,
            Contiguity contiguity,
            List<Test> untilTaken,
            List<Test> untilAll,
            Node node,
            List<Ban> bans,
            Then then) {
        int way = node.ways++;
        int first = node.isRoot() ? start : node.row + 1;
        int end = node.isRoot() ? start + 1 : rows.size();
        long deadlineNs = node.isRoot() ? Long.MAX_VALUE : deadlineNs(node, stage.withinPreviousNs());
        List<Ban> left = new ArrayList<>(bans);
        for (int at = first; at < end && rows.get(at).timeNs() < deadlineNs; at++) {
            int row = at;
            left.removeIf(ban -> any(ban.untilAll(), row, node));
            boolean isBanned = left.stream()
                    .anyMatch(ban -> ban.span() != EventProgram.Span.TAKEN
                            && (ban.span() == EventProgram.Span.ALL || row == first)
                            && isBanned(ban, row, node));
            if (isBanned || any(untilAll, row, node)) {
                node.ends(new When(rows.get(row).timeNs(), 1, row));
                return;
            }
            boolean fits = test(stage.condition()).holds(rows.get(row), matched(node));
            boolean isLeft =
                    left.stream().noneMatch(ban -> ban.span() == EventProgram.Span.TAKEN && isBanned(ban, row, node));
            if (fits && !any(untilTaken, row, node) && isLeft) {
                Node child = new Node(node, stage.name(), row, way);
                nodes.add(child);
                then.go(child, List.of());
            }
            if (contiguity == Contiguity.STRICT || contiguity == Contiguity.RELAXED && fits) {
                node.ends(new When(rows.get(row).timeNs(), 1, row));
                return;
            }
        }
        runsOut(node, deadlineNs);
    }

    private void runsOut(Node node, long deadlineNs) {
        if (isReached(deadlineNs)) {
            node.ends(new When(deadlineNs, 0, 0));
        } else {
            node.isAliveAtEnd = true;
        }
    }

    private boolean isBanned(Ban ban, int row, Node node) {
        return ban.test().holds(rows.get(row), matched(node)) && !any(ban.untilTaken(), row, node);
    }

    private boolean any(List<Test> some, int row, Node node) {
        return some.stream().anyMatch(test -> test.holds(rows.get(row), matched(node)));
    }

    private List<EventRun.Row> matched(Node node) {
        return path(node).stream().map(each -> rows.get(each.row)).toList();
    }

    private long deadlineNs(Node node, long withinPreviousNs) {
        long deadlineNs = Long.MAX_VALUE;
        if (pattern.withinNs() != EventPattern.NO_WITHIN) {
            deadlineNs = rows.get(path(node).get(0).row).timeNs() + pattern.withinNs();
        }
        return withinPreviousNs == 0
                ? deadlineNs
                : Math.min(deadlineNs, rows.get(node.row).timeNs() + withinPreviousNs);
    }

    /** Whether the key comes to know that it is so late. */
    private boolean isReached(long timeNs) {
        return timeNs != Long.MAX_VALUE
                && (lastWatermarkNs >= timeNs || rows.stream().anyMatch(row -> row.timeNs() >= timeNs));
    }

    // ---- the end of the pattern ----

    private void accept(Node node, List<Ban> bans) {
        if (node.isRoot()) {
            return;
        }
        PatternStage last = pattern.stages().get(pattern.stages().size() - 1);
        boolean isAbsence = last.isNot() && last.contiguity() == Contiguity.RELAXED;
        if (bans.isEmpty()) {
            node.isMatch = true;
            When when = new When(rows.get(node.row).timeNs(), 1, node.row);
            found.add(new Found(node, when, steps(node, -1, 0), false));
            return;
        }
        int way = node.ways++;
        long deadlineNs = deadlineNs(node, isAbsence ? last.withinPreviousNs() : 0);
        List<Ban> left = new ArrayList<>(bans);
        for (int at = node.row + 1; at < rows.size() && rows.get(at).timeNs() < deadlineNs; at++) {
            int row = at;
            left.removeIf(ban -> any(ban.untilAll(), row, node));
            boolean isBanned = left.stream()
                    .anyMatch(ban -> (ban.span() == EventProgram.Span.ALL
                                    || ban.span() == EventProgram.Span.NEXT && row == node.row + 1
                                    || ban.span() == EventProgram.Span.TAKEN && !isAbsence)
                            && isBanned(ban, row, node));
            When when = new When(rows.get(row).timeNs(), 1, row);
            if (isBanned) {
                node.ends(when);
                return;
            }
            if (!isAbsence) {
                node.isMatch = true;
                found.add(new Found(node, when, steps(node, row, way), false));
                return;
            }
        }
        node.isMatch = true;
        When when = isReached(deadlineNs) ? new When(deadlineNs, 0, 0) : When.END;
        found.add(new Found(node, when, steps(node, Integer.MAX_VALUE, way), false));
    }
}
