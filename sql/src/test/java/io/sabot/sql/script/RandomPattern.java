package io.sabot.sql.script;

import io.sabot.sql.script.MatchQuery.Input;
import io.sabot.sql.script.MatchQuery.RowMode;
import io.sabot.sql.script.MatchQuery.Skip;
import io.sabot.sql.script.MatchQuery.SkipMode;
import io.sabot.sql.script.PatternNode.Choice;
import io.sabot.sql.script.PatternNode.Empty;
import io.sabot.sql.script.PatternNode.End;
import io.sabot.sql.script.PatternNode.Exclusion;
import io.sabot.sql.script.PatternNode.Loop;
import io.sabot.sql.script.PatternNode.NotNext;
import io.sabot.sql.script.PatternNode.Permutation;
import io.sabot.sql.script.PatternNode.Sequence;
import io.sabot.sql.script.PatternNode.Start;
import io.sabot.sql.script.PatternNode.Variable;
import io.sabot.sql.script.PatternRow.Order;
import io.sabot.sql.script.PatternScope.Owner;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Makes random queries with rows. */
final class RandomPattern {
    private static final int MAX_ROWS = 16;

    private final Random random;
    private final Set<PatternFeature> features;
    private List<String> names;
    private String forbidden;
    private boolean hasExclusion;
    private boolean hasEnd;
    private boolean needsWithin;

    RandomPattern(Random random, Set<PatternFeature> features) {
        this.random = random;
        this.features = features;
    }

    PatternCase next() {
        names = new ArrayList<>(List.of("A", "B", "C", "D").subList(0, 1 + random.nextInt(4)));
        hasExclusion = false;
        hasEnd = false;
        needsWithin = false;
        forbidden = random.nextBoolean() ? "N" : any(names);
        PatternNode pattern = pattern();
        Owner union = roll(PatternFeature.SUBSET, 3) ? union() : null;
        List<Owner> owners = owners(union);
        Map<String, PatternExpression> conditions = conditions(pattern, owners);
        boolean isBounded = roll(PatternFeature.BOUNDED, 4);
        int within = needsWithin || roll(PatternFeature.WITHIN, 3) ? 1 + random.nextInt(8) : 0;
        Input input = input(isBounded, within != 0);
        RowMode mode = rowMode(isBounded, within);
        Set<PatternFeature> available = EnumSet.copyOf(features);
        if (!hasRowtime(input, mode)) {
            available.remove(PatternFeature.ROWTIME);
        }
        MatchQuery query = new MatchQuery(
                input, measures(owners, available), mode, skip(union), pattern, within, union, conditions);
        return new PatternCase(query, rows(input.delay()), random.nextLong());
    }

    private boolean roll(PatternFeature feature, int oneIn) {
        return features.contains(feature) && random.nextInt(oneIn) == 0;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    // ---- the query ----

    /** A row in no match and an incomplete one have none; neither has what is not in order of time. */
    private static boolean hasRowtime(Input input, RowMode mode) {
        Order first = input.orders().get(0);
        boolean isByTime = first.column().equals("ts") && !first.isDescending();
        return isByTime && mode != RowMode.TIMEOUTS && mode != RowMode.UNMATCHED;
    }

    private Owner union() {
        List<String> members = new ArrayList<>(names);
        while (members.size() > 1 && random.nextInt(3) != 0) {
            members.remove(random.nextInt(members.size()));
        }
        return new Owner("U", List.copyOf(members));
    }

    private List<Owner> owners(Owner union) {
        List<Owner> owners = new ArrayList<>();
        names.forEach(name -> owners.add(Owner.variable(name)));
        owners.add(Owner.ALL);
        owners.add(Owner.ALL);
        if (union != null) {
            owners.add(union);
        }
        return owners;
    }

    private Map<String, PatternExpression> conditions(PatternNode pattern, List<Owner> owners) {
        RandomExpression expressions = new RandomExpression(random, features, owners, true);
        Map<String, PatternExpression> conditions = new TreeMap<>();
        for (String variable : new TreeMap<>(byName(pattern)).keySet()) {
            boolean isFree = variable.equals("X") ? random.nextBoolean() : random.nextInt(6) == 0;
            if (!isFree) {
                conditions.put(variable, expressions.condition(Owner.variable(variable)));
            }
        }
        return conditions;
    }

    private static Map<String, Boolean> byName(PatternNode pattern) {
        Map<String, Boolean> all = new TreeMap<>();
        pattern.variables().forEach(name -> all.put(name, true));
        return all;
    }

    private List<PatternExpression> measures(List<Owner> owners, Set<PatternFeature> available) {
        RandomExpression expressions = new RandomExpression(random, available, owners, false);
        List<PatternExpression> measures = new ArrayList<>();
        measures.add(PatternAggregate.of("COUNT", Owner.ALL, null));
        measures.add(PatternNavigation.logical("FIRST", Owner.ALL, 0, new PatternExpression.Cell(Owner.ALL, "id")));
        for (int i = random.nextInt(6); i > 0; i--) {
            measures.add(expressions.measure());
        }
        if (roll(PatternFeature.NUMBER, 2)) {
            measures.add(new PatternExpression.Number());
        }
        return measures;
    }

    private RowMode rowMode(boolean isBounded, int within) {
        boolean mayTimeOut = !hasEnd || features.contains(PatternFeature.END_ANCHOR_IN_TIMEOUTS);
        if (within != 0 && !isBounded && mayTimeOut && roll(PatternFeature.TIMEOUTS, 2)) {
            return RowMode.TIMEOUTS;
        } else if (roll(PatternFeature.UNMATCHED, 5) && !hasExclusion) {
            return RowMode.UNMATCHED;
        } else if (roll(PatternFeature.OMIT_EMPTY, 6)) {
            return RowMode.OMIT_EMPTY;
        } else if (roll(PatternFeature.ALL_ROWS, 2)) {
            return random.nextBoolean() ? RowMode.ALL_ROWS : RowMode.SHOW_EMPTY;
        }
        return RowMode.ONE_ROW;
    }

    private Skip skip(Owner union) {
        if (roll(PatternFeature.SKIP_TO_NEXT, 3)) {
            return new Skip(SkipMode.TO_NEXT_ROW, null);
        } else if (roll(PatternFeature.SKIP_TO_VARIABLE, 4)) {
            Owner target = union != null && random.nextInt(3) == 0 ? union : Owner.variable(any(names));
            return new Skip(random.nextInt(3) == 0 ? SkipMode.TO_FIRST : SkipMode.TO_LAST, target);
        }
        return Skip.PAST_LAST_ROW;
    }

    private Input input(boolean isBounded, boolean isByTime) {
        List<Order> orders = new ArrayList<>();
        if (!isBounded || isByTime || random.nextBoolean()) {
            orders.add(new Order("ts", isBounded && !isByTime && random.nextBoolean()));
        }
        if (orders.isEmpty() || roll(PatternFeature.ORDER_KEYS, 4)) {
            orders.add(new Order("w", random.nextBoolean()));
        }
        int delay = isBounded || !roll(PatternFeature.DELAY, 3) ? 0 : 1 + random.nextInt(5);
        return new Input(isBounded, delay, !roll(PatternFeature.UNPARTITIONED, 5), orders);
    }

    // ---- the pattern ----

    /** All variables occur, so that conditions and measures may name them. */
    private PatternNode pattern() {
        List<PatternNode> parts = new ArrayList<>();
        for (String name : List.copyOf(names)) {
            parts.add(excluded(quantified(new Variable(name))));
        }
        for (int extra = random.nextInt(3); extra > 0; extra--) {
            parts.add(random.nextInt(parts.size() + 1), excluded(part(2)));
        }
        int kind = random.nextInt(6);
        if (kind == 0) {
            return quantified(new Choice(parts));
        } else if (kind == 1 && parts.size() <= 4 && features.contains(PatternFeature.PERMUTE)) {
            return new Permutation(parts);
        }
        return new Sequence(decorated(parts, true));
    }

    private PatternNode part(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(5);
        return switch (kind) {
            case 1 -> quantified(new Sequence(decorated(List.of(part(depth - 1), part(depth - 1)), false)));
            case 2 -> new Choice(List.of(part(depth - 1), part(depth - 1)));
            case 3 -> roll(PatternFeature.EMPTY, 2) ? new Empty() : part(depth - 1);
            default -> quantified(new Variable(any(names)));
        };
    }

    private PatternNode excluded(PatternNode body) {
        if (hasExclusionWithin(body) || !roll(PatternFeature.EXCLUSION, 6)) {
            return body;
        }
        hasExclusion = true;
        return new Exclusion(body);
    }

    private static boolean hasExclusionWithin(PatternNode node) {
        return node instanceof Exclusion || node.children().stream().anyMatch(RandomPattern::hasExclusionWithin);
    }

    /** With anchors and tests of the next row. */
    private List<PatternNode> decorated(List<PatternNode> parts, boolean isWhole) {
        List<PatternNode> all = new ArrayList<>();
        for (PatternNode part : parts) {
            all.add(part);
            if (part instanceof Variable && roll(PatternFeature.NOT_NEXT, 5)) {
                all.add(new NotNext(forbidden));
            }
        }
        if (roll(PatternFeature.START_ANCHOR, 12)) {
            all.add(random.nextInt(3) == 0 ? random.nextInt(all.size()) : 0, new Start());
        }
        if (roll(PatternFeature.END_ANCHOR, 10)) {
            all.add(random.nextInt(3) == 0 ? random.nextInt(all.size()) : all.size(), new End());
            hasEnd = true;
        }
        if (roll(PatternFeature.ABSENCE, 8)) {
            absence(all, 1 + random.nextInt(all.size()), isWhole);
        }
        return all;
    }

    /** Before a row that must be, or at the end of all: what may be at the end or not is nobody's business. */
    private void absence(List<PatternNode> all, int at, boolean isWhole) {
        boolean fits = at == all.size() ? isWhole : all.get(at) instanceof Variable;
        if (!fits) {
            return;
        }
        if (!names.contains("X")) {
            names.add("X");
        }
        PatternNode skipped = new Loop(new Variable("X"), 0, Loop.UNLIMITED, true);
        boolean isExcluded = features.contains(PatternFeature.EXCLUSION) && random.nextBoolean();
        hasExclusion |= isExcluded;
        needsWithin = true;
        all.addAll(at, List.of(isExcluded ? new Exclusion(skipped) : skipped, new NotNext(forbidden)));
    }

    private PatternNode quantified(PatternNode body) {
        int min = random.nextInt(3);
        int max = Math.max(1, min + random.nextInt(3));
        boolean isReluctant = roll(PatternFeature.RELUCTANT, 3);
        return switch (random.nextInt(8)) {
            case 0 -> new Loop(body, 0, Loop.UNLIMITED, isReluctant);
            case 1 -> new Loop(body, 1, Loop.UNLIMITED, isReluctant);
            case 2 -> new Loop(body, 0, 1, isReluctant);
            case 3 -> new Loop(body, min, random.nextInt(3) == 0 ? Loop.UNLIMITED : max, isReluctant);
            default -> body;
        };
    }

    // ---- rows ----

    /** Seconds mostly go on; with a delay a row may be up to that much late. */
    private List<PatternRow> rows(int delay) {
        List<PatternRow> rows = new ArrayList<>();
        int count = random.nextInt(random.nextInt(6) == 0 ? 4 : MAX_ROWS + 1);
        long clock = 10;
        for (int i = 0; i < count; i++) {
            clock += random.nextInt(3);
            long second = clock - (delay == 0 ? 0 : random.nextInt(delay + 1));
            String key = roll(PatternFeature.NULL_KEYS, 12) ? null : random.nextInt(3) == 0 ? "x" : "y";
            rows.add(new PatternRow(key, second, value(), value(), i));
        }
        return rows;
    }

    private Integer value() {
        return random.nextInt(8) == 0 ? null : Integer.valueOf(1 + random.nextInt(5));
    }
}
