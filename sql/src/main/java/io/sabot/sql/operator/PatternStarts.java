package io.sabot.sql.operator;

import io.sabot.cep.Pattern;
import io.sabot.core.schema.EventSchema;
import io.sabot.sql.operator.NecessaryValues.ColumnValue;
import io.sabot.sql.pattern.Navigation;
import io.sabot.sql.pattern.PatternQuery;
import io.sabot.sql.type.SabotTypeSystem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;

/**
 * What a row must be equal to if a match is to begin with it. Known only where a row that begins none may be kept from the
 * pattern while no match is in progress: nothing but the match's own rows is read, nothing can fail, no empty match and no
 * row outside of matches is shown, matches are not counted.
 */
final class PatternStarts {
    private static final int NOWHERE = Integer.MAX_VALUE;
    private static final RexBuilder BUILDER = new RexBuilder(new SqlTypeFactoryImpl(SabotTypeSystem.INSTANCE));

    private final PatternQuery query;

    /** Per variable the fewest rows of a match before one of its own. */
    private final int[] rowsBefore;

    private boolean isSupported = true;

    private PatternStarts(PatternQuery query) {
        this.query = query;
        this.rowsBefore = new int[query.variables().size()];
        Arrays.fill(rowsBefore, NOWHERE);
    }

    /** What a row must be equal to. Null if every row must be seen. */
    static List<ColumnValue> of(PatternQuery query) {
        List<RexNode> conditions = conditions(query);
        if (conditions == null) {
            return null;
        }
        List<ColumnValue> starts = new ArrayList<>();
        for (RexNode condition : conditions) {
            List<ColumnValue> found = NecessaryValues.of(condition, query.inputColumns());
            if (found == null) {
                return null;
            }
            starts.addAll(found);
        }
        return starts;
    }

    /**
     * What must be true of a row, and can be said by the row alone: the parts of conditions that read nothing else. Null if
     * every row must be seen.
     */
    static RexNode condition(PatternQuery query) {
        List<RexNode> conditions = conditions(query);
        if (conditions == null) {
            return null;
        }
        List<RexNode> choices = new ArrayList<>();
        for (RexNode condition : conditions) {
            List<RexNode> parts = RelOptUtil.conjunctions(condition).stream()
                    .filter(part -> readsRowOnly(part, query.inputColumns()))
                    .toList();
            if (parts.isEmpty()) {
                return null;
            }
            choices.add(RexUtil.composeConjunction(BUILDER, parts));
        }
        return RexUtil.composeDisjunction(BUILDER, choices);
    }

    private static boolean readsRowOnly(RexNode part, int columns) {
        boolean[] reads = {true};
        part.accept(new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitInputRef(RexInputRef ref) {
                reads[0] &= ref.getIndex() < columns;
                return null;
            }
        });
        return reads[0];
    }

    /** Of the variables that a match can begin with. Null if every row must be seen. */
    private static List<RexNode> conditions(PatternQuery query) {
        if (query.holdsRows()
                || query.isInOrderOfStart()
                || query.readsMatchNumber()
                || query.rowtimeColumn() != EventSchema.NO_COLUMN) {
            return null;
        }
        return new PatternStarts(query).find();
    }

    private List<RexNode> find() {
        int length = place(query.pattern(), 0);
        if (!isSupported || length == 0 || !query.navigations().stream().allMatch(this::staysInside)) {
            return null;
        }
        List<RexNode> starts = new ArrayList<>();
        for (int variable = 0; variable < rowsBefore.length; variable++) {
            RexNode condition = query.conditions().get(variable);
            if (condition != null && !(NecessaryValues.cannotFail(condition) && staysInside(condition, variable))) {
                return null;
            }
            if (rowsBefore[variable] == 0) {
                if (condition == null) {
                    return null;
                }
                starts.add(condition);
            }
        }
        return starts;
    }

    /** Notes where variables can stand. @return the fewest rows that the pattern takes */
    private int place(Pattern pattern, int before) {
        if (pattern instanceof Pattern.Variable variable) {
            note(variable.number(), before);
            return 1;
        } else if (pattern instanceof Pattern.Concatenation concatenation) {
            int length = 0;
            for (Pattern part : concatenation.parts()) {
                length += place(part, before + length);
            }
            return length;
        } else if (pattern instanceof Pattern.Alternation alternation) {
            return alternation.choices().stream()
                    .mapToInt(choice -> place(choice, before))
                    .min()
                    .orElse(0);
        } else if (pattern instanceof Pattern.Permutation permutation) {
            return permutation.parts().stream()
                    .mapToInt(part -> place(part, before))
                    .sum();
        } else if (pattern instanceof Pattern.Quantified quantified) {
            int length = place(quantified.body(), before);
            return (int) Math.min(Integer.MAX_VALUE / 2, (long) length * quantified.min());
        } else if (pattern instanceof Pattern.Exclusion exclusion) {
            return place(exclusion.body(), before);
        } else if (pattern instanceof Pattern.Empty || pattern instanceof Pattern.EndAnchor) {
            return 0;
        }
        return test(pattern, before);
    }

    /** Tests of a row that is perhaps none of the match's. */
    private int test(Pattern pattern, int before) {
        isSupported &= before > 0;
        if (pattern instanceof Pattern.NotNext not) {
            note(not.variable(), before);
        } else if (pattern instanceof Pattern.Without without) {
            note(without.variable(), before);
            note(without.forbidden(), before);
        } else {
            isSupported = false;
        }
        return 0;
    }

    private void note(int variable, int before) {
        rowsBefore[variable] = Math.min(rowsBefore[variable], before);
    }

    /** Whether PREV of a row of the match is a row of the match, and can be read of any row. */
    private boolean staysInside(Navigation navigation) {
        if (navigation.physicalOffset() == 0) {
            return true;
        }
        if (navigation.physicalOffset() < 0 || !NecessaryValues.cannotFail(navigation.argument())) {
            return false;
        }
        if (navigation.kind() == Navigation.Kind.PHYSICAL) {
            return true; // of the row that the condition is about: see there
        }
        for (int variable = 0; variable < rowsBefore.length; variable++) {
            if ((navigation.variables() >>> variable & 1) != 0 && rowsBefore[variable] < navigation.physicalOffset()) {
                return false;
            }
        }
        return true;
    }

    private boolean staysInside(RexNode condition, int variable) {
        boolean[] stays = {true};
        condition.accept(new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitInputRef(RexInputRef ref) {
                int number = ref.getIndex() - query.inputColumns();
                if (number >= 0) {
                    Navigation navigation = query.navigations().get(number);
                    stays[0] &= navigation.kind() != Navigation.Kind.PHYSICAL
                            || navigation.physicalOffset() <= rowsBefore[variable];
                }
                return null;
            }
        });
        return stays[0];
    }
}
