package io.sabot.sql.pattern;

import io.sabot.sql.parser.RowPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.calcite.sql.SqlIdentifier;

/**
 * Finds out whether some match has a row behind its first that AFTER MATCH SKIP TO may go on with. Goes through the pattern
 * with the set of what may have been matched before: no row, rows without the target, rows with it.
 */
final class SkipTarget {
    private static final int NO_ROW = 1;
    private static final int OTHERS = 1 << 1;
    private static final int TARGET = 1 << 2;

    /** Rounds of a loop after which nothing is new. */
    private static final int ENOUGH = 4;

    /** Orders of more parts are not gone through. */
    private static final int MOST_PERMUTED = 6;

    private final Predicate<SqlIdentifier> isTarget;
    private final boolean isToFirst;
    private boolean isBehindFirst;

    private SkipTarget(Predicate<SqlIdentifier> isTarget, boolean isToFirst) {
        this.isTarget = isTarget;
        this.isToFirst = isToFirst;
    }

    /** @param isTarget whether a variable is meant, or in the subset that is */
    static boolean canBeBehindFirstRow(RowPattern pattern, Predicate<SqlIdentifier> isTarget, boolean isToFirst) {
        SkipTarget target = new SkipTarget(isTarget, isToFirst);
        target.after(pattern, NO_ROW);
        return target.isBehindFirst;
    }

    private int after(RowPattern node, int before) {
        if (node instanceof RowPattern.Variable variable) {
            return afterRow(isTarget.test(variable.name()), before);
        } else if (node instanceof RowPattern.Concatenation concatenation) {
            return afterAll(concatenation.members(), before);
        } else if (node instanceof RowPattern.Alternation alternation) {
            int states = 0;
            for (RowPattern member : alternation.members()) {
                states |= after(member, before);
            }
            return states;
        } else if (node instanceof RowPattern.Quantified quantified) {
            return afterLoop(quantified, before);
        } else if (node instanceof RowPattern.Permute permute) {
            return afterOrders(permute.members(), before);
        } else if (node instanceof RowPattern.Exclusion exclusion) {
            return after(exclusion.body(), before);
        }
        return before;
    }

    private int afterRow(boolean isOfTarget, int before) {
        if (!isOfTarget) {
            return (before & (NO_ROW | OTHERS)) != 0 ? before & TARGET | OTHERS : before;
        }
        isBehindFirst |= (before & OTHERS) != 0 || !isToFirst && (before & TARGET) != 0;
        return TARGET;
    }

    private int afterAll(List<RowPattern> members, int before) {
        int states = before;
        for (RowPattern member : members) {
            states = after(member, states);
        }
        return states;
    }

    private int afterLoop(RowPattern.Quantified loop, int before) {
        int states = before;
        for (int round = 0; round < Math.min(loop.min(), ENOUGH); round++) {
            states = after(loop.body(), states);
        }
        int more = loop.max() == RowPattern.UNBOUNDED ? ENOUGH : Math.min(loop.max() - loop.min(), ENOUGH);
        for (int round = 0; round < more; round++) {
            states |= after(loop.body(), states);
        }
        return states;
    }

    private int afterOrders(List<RowPattern> members, int before) {
        if (members.size() > MOST_PERMUTED) {
            isBehindFirst = true;
            return before;
        }
        if (members.size() <= 1) {
            return afterAll(members, before);
        }
        int states = 0;
        for (RowPattern first : members) {
            List<RowPattern> others = new ArrayList<>(members);
            others.remove(first);
            states |= afterOrders(others, after(first, before));
        }
        return states;
    }
}
