package io.sabot.sql.plan;

import io.sabot.windows.WindowSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;

/** Moves those parts of a condition that an operator does not change the outcome of to below the operator. */
final class FilterPushRules {
    /** Below a window: conditions on the row itself; below a session only those on its partition. */
    static final RelOptRule BELOW_WINDOW = new Rule<>(WindowRel.class, "FilterBelowWindow") {
        @Override
        boolean canPass(WindowRel window, int column) {
            return window.window() instanceof WindowSpec.Session
                    ? window.partitionColumns().contains(column)
                    : column < window.windowStartColumn();
        }

        @Override
        int below(WindowRel window, int column) {
            return column;
        }
    };

    /** Below a pattern: conditions on the partition. */
    static final RelOptRule BELOW_PATTERN = new Rule<>(PatternRel.class, "FilterBelowPattern") {
        @Override
        boolean canPass(PatternRel pattern, int column) {
            return column < pattern.query().partitionColumns().size();
        }

        @Override
        int below(PatternRel pattern, int column) {
            return pattern.query().partitionColumns().get(column);
        }
    };

    /** Below a user's table function: conditions on its keys. */
    static final RelOptRule BELOW_KEYED = new Rule<>(KeyedRel.class, "FilterBelowKeyed") {
        @Override
        boolean canPass(KeyedRel keyed, int column) {
            return column < keyed.call().keyColumns().size();
        }

        @Override
        int below(KeyedRel keyed, int column) {
            return keyed.call().keyColumns().get(column);
        }
    };

    /** Below an aggregate: conditions on the keys, but not on the window's bounds. */
    static final RelOptRule BELOW_AGGREGATE = new Rule<>(Aggregate.class, "FilterBelowAggregate") {
        @Override
        boolean canPass(Aggregate aggregate, int column) {
            return column < aggregate.getGroupCount() && !isBound(aggregate, below(aggregate, column));
        }

        @Override
        int below(Aggregate aggregate, int column) {
            return aggregate.getGroupSet().nth(column);
        }
    };

    private FilterPushRules() {}

    /** Whether an input column of an aggregate is one that a window function added. */
    private static boolean isBound(Aggregate aggregate, int column) {
        RelNode input = stripped(aggregate.getInput());
        int at = column;
        if (input instanceof Project project) {
            RexNode expression = project.getProjects().get(column);
            if (!(expression instanceof RexInputRef ref)) {
                return true;
            }
            at = ref.getIndex();
            input = stripped(project.getInput());
        }
        if (input instanceof Filter filter) {
            input = stripped(filter.getInput());
        }
        return input instanceof WindowRel window && at >= window.windowStartColumn();
    }

    private static RelNode stripped(RelNode rel) {
        return rel.stripped();
    }

    /** A filter over an operator of one kind. */
    private abstract static class Rule<T extends RelNode> extends RelOptRule {
        @SuppressWarnings("deprecation") // the replacement generates a class per rule
        Rule(Class<T> type, String description) {
            super(operand(Filter.class, operand(type, any())), description);
        }

        abstract boolean canPass(T operator, int column);

        abstract int below(T operator, int column);

        @Override
        public void onMatch(RelOptRuleCall call) {
            Filter filter = call.rel(0);
            T operator = call.rel(1);
            List<RexNode> passing = new ArrayList<>();
            List<RexNode> staying = new ArrayList<>();
            for (RexNode part : RelOptUtil.conjunctions(filter.getCondition())) {
                boolean passes =
                        RexUtil.isDeterministic(part) && refersOnlyTo(part, column -> canPass(operator, column));
                (passes ? passing : staying).add(part);
            }
            if (passing.isEmpty()) {
                return;
            }
            List<RexNode> moved = passing.stream()
                    .map(part -> shifted(part, column -> below(operator, column)))
                    .toList();
            var rex = filter.getCluster().getRexBuilder();
            RelNode input = operator.getInput(0);
            RelNode lower = LogicalFilter.create(input, RexUtil.composeConjunction(rex, moved));
            List<RelNode> inputs = new ArrayList<>(operator.getInputs());
            inputs.set(0, lower);
            RelNode copy = operator.copy(operator.getTraitSet(), inputs);
            call.transformTo(
                    staying.isEmpty() ? copy : LogicalFilter.create(copy, RexUtil.composeConjunction(rex, staying)));
        }
    }

    private static boolean refersOnlyTo(RexNode node, IntPredicate columns) {
        boolean[] result = {true};
        boolean[] refersToAny = new boolean[1];
        node.accept(new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitInputRef(RexInputRef ref) {
                refersToAny[0] = true;
                result[0] &= columns.test(ref.getIndex());
                return null;
            }
        });
        return result[0] && refersToAny[0];
    }

    private static RexNode shifted(RexNode node, IntUnaryOperator below) {
        return node.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return new RexInputRef(below.applyAsInt(ref.getIndex()), ref.getType());
            }
        });
    }
}
