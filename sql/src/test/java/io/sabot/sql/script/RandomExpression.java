package io.sabot.sql.script;

import io.sabot.sql.script.PatternExpression.Arithmetic;
import io.sabot.sql.script.PatternExpression.Case;
import io.sabot.sql.script.PatternExpression.Cell;
import io.sabot.sql.script.PatternExpression.Classifier;
import io.sabot.sql.script.PatternExpression.Comparison;
import io.sabot.sql.script.PatternExpression.IsNull;
import io.sabot.sql.script.PatternExpression.Literal;
import io.sabot.sql.script.PatternExpression.Logic;
import io.sabot.sql.script.PatternExpression.Not;
import io.sabot.sql.script.PatternExpression.Rowtime;
import io.sabot.sql.script.PatternExpression.Semantics;
import io.sabot.sql.script.PatternExpression.Status;
import io.sabot.sql.script.PatternScope.Owner;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Random conditions and measures.
 *
 * @param owners those that may be named, the universal one as well
 * @param isCondition whether it is for DEFINE
 */
record RandomExpression(Random random, Set<PatternFeature> features, List<Owner> owners, boolean isCondition) {
    private static final String[] COMPARISONS = {"=", "<>", "<", "<=", ">", ">="};

    private boolean may(PatternFeature inMeasures, PatternFeature inConditions) {
        return features.contains(inMeasures) && (!isCondition || features.contains(inConditions));
    }

    private boolean roll(PatternFeature feature, int oneIn) {
        return features.contains(feature) && random.nextInt(oneIn) == 0;
    }

    private Owner owner() {
        return owners.get(random.nextInt(owners.size()));
    }

    private static <T> T any(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Literal literal() {
        return new Literal(1 + random.nextInt(5));
    }

    private String column() {
        return random.nextInt(3) == 0 ? "w" : "v";
    }

    // ---- conditions ----

    /** A condition of a variable: often one that many rows meet, so that there are matches. */
    PatternExpression condition(Owner self) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Logic(false, common(self), truth(1));
            case 2 -> new Logic(true, common(self), truth(0));
            case 3, 4 -> truth(1);
            default -> common(self);
        };
    }

    /** What is true of one row in five, or of most. */
    private PatternExpression common(Owner self) {
        PatternExpression cell = new Cell(random.nextBoolean() ? self : Owner.ALL, "v");
        int number = 1 + random.nextInt(5);
        if (random.nextInt(3) == 0) {
            return new Comparison("=", cell, new Literal(number));
        }
        return new Comparison(number <= 2 ? ">" : number <= 4 ? "<=" : "<>", cell, new Literal(number));
    }

    PatternExpression truth(int depth) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            return new IsNull(number(depth));
        } else if (kind == 1 && depth > 0) {
            return new Not(truth(depth - 1));
        } else if (kind == 2 && may(PatternFeature.CLASSIFIER, PatternFeature.CLASSIFIER_IN_DEFINE)) {
            return new Comparison(random.nextBoolean() ? "=" : "<>", text(), name());
        } else if (kind <= 5) {
            return new Comparison(
                    comparison(), new Cell(random.nextBoolean() ? Owner.ALL : owner(), "v"), number(depth));
        }
        return new Comparison(comparison(), number(depth), random.nextBoolean() ? literal() : number(depth));
    }

    private String comparison() {
        return COMPARISONS[random.nextInt(COMPARISONS.length)];
    }

    private Literal name() {
        return new Literal(any(random, List.of("A", "B", "C")));
    }

    // ---- measures ----

    PatternExpression measure() {
        int kind = random.nextInt(12);
        if (kind == 0 && features.contains(PatternFeature.STATUS)) {
            return new Status();
        } else if (kind == 1 && features.contains(PatternFeature.ROWTIME)) {
            return new Rowtime();
        } else if (kind == 2 && features.contains(PatternFeature.ARRAY_AGG)) {
            return array();
        } else if (kind <= 4 && features.contains(PatternFeature.CLASSIFIER)) {
            return text();
        } else if (kind == 5) {
            return truth(1);
        }
        return number(1);
    }

    private PatternExpression array() {
        Owner owner = owner();
        return roll(PatternFeature.CLASSIFIER_IN_AGGREGATE, 3)
                ? array(owner, new Classifier(owner, Semantics.DEFAULT))
                : array(owner, argument(owner, 1, PatternFeature.CLASSIFIER_IN_AGGREGATE));
    }

    private PatternExpression array(Owner owner, PatternExpression argument) {
        boolean isOrdered = random.nextBoolean();
        boolean isDistinct = isOrdered && roll(PatternFeature.DISTINCT, 2);
        PatternExpression order = isDistinct ? argument : new Cell(owner, random.nextBoolean() ? "v" : "w");
        return new PatternAggregate(
                semantics(),
                "ARRAY_AGG",
                owner,
                isDistinct,
                argument,
                filter(owner),
                isOrdered ? order : null,
                isOrdered && random.nextBoolean());
    }

    private PatternExpression text() {
        Owner owner = owner();
        int kind = random.nextInt(4);
        if (kind == 0 && features.contains(PatternFeature.CLASSIFIER_IN_NAVIGATION)) {
            return navigation(owner, new Classifier(owner, Semantics.DEFAULT));
        } else if (kind == 1 && features.contains(PatternFeature.TEXT_AGGREGATE) && mayAggregate()) {
            PatternExpression name = new Classifier(owner, Semantics.DEFAULT);
            return new PatternAggregate(
                    semantics(), random.nextBoolean() ? "MIN" : "MAX", owner, false, name, filter(owner), null, false);
        }
        boolean mayBeFinal = features.contains(PatternFeature.CLASSIFIER_SEMANTICS);
        return new Classifier(owner, mayBeFinal ? semantics() : Semantics.DEFAULT);
    }

    private boolean mayAggregate() {
        return !isCondition || features.contains(PatternFeature.AGGREGATE_IN_DEFINE);
    }

    /** Usually not written. */
    private Semantics semantics() {
        if (!roll(PatternFeature.SEMANTICS, 3)) {
            return Semantics.DEFAULT;
        }
        return isCondition || random.nextInt(3) == 0 ? Semantics.RUNNING : Semantics.FINAL;
    }

    // ---- numbers ----

    PatternExpression number(int depth) {
        Owner owner = owner();
        if (roll(PatternFeature.ARRAY_EXPRESSION, 12) && mayAggregate()) {
            PatternExpression array = array(owner, argument(owner, 1, PatternFeature.CLASSIFIER_IN_AGGREGATE));
            return random.nextBoolean()
                    ? new PatternExpression.Cardinality(array)
                    : new PatternExpression.Item(array, depth > 0 ? number(0) : literal());
        }
        int kind = random.nextInt(10);
        if (kind <= 1) {
            return new Cell(owner, column());
        } else if (kind == 2 && depth > 0) {
            return new Arithmetic("+-*".charAt(random.nextInt(3)), number(depth - 1), number(depth - 1));
        } else if (kind == 3 && may(PatternFeature.NUMBER, PatternFeature.NUMBER_IN_DEFINE)) {
            return new PatternExpression.Number();
        } else if (kind <= 6 && mayAggregate()) {
            return aggregate(owner);
        }
        return navigation(owner, argument(owner, 1, PatternFeature.CLASSIFIER_IN_NAVIGATION));
    }

    /** Has at least one column, and all are the owner's. */
    private PatternExpression argument(Owner owner, int depth, PatternFeature classifiers) {
        PatternExpression cell = new Cell(owner, column());
        if (depth == 0) {
            return cell;
        }
        return switch (random.nextInt(8)) {
            case 0 -> new Arithmetic('+', cell, literal());
            case 1 -> new Arithmetic('-', cell, argument(owner, depth - 1, classifiers));
            case 2 ->
                features.contains(classifiers) && may(PatternFeature.CLASSIFIER, PatternFeature.CLASSIFIER_IN_DEFINE)
                        ? new Case(
                                new Comparison("=", new Classifier(owner, Semantics.DEFAULT), name()), cell, literal())
                        : cell;
            case 3 ->
                features.contains(
                                        classifiers == PatternFeature.CLASSIFIER_IN_NAVIGATION
                                                ? PatternFeature.NUMBER_IN_NAVIGATION
                                                : PatternFeature.NUMBER_IN_AGGREGATE)
                                && may(PatternFeature.NUMBER, PatternFeature.NUMBER_IN_DEFINE)
                        ? new Arithmetic('+', cell, new PatternExpression.Number())
                        : cell;
            default -> cell;
        };
    }

    private PatternExpression navigation(Owner owner, PatternExpression argument) {
        boolean mayJump = features.contains(PatternFeature.CLASSIFIER_IN_JUMP)
                || !argument.sql().contains("CLASSIFIER");
        String base = any(random, List.of(mayJump ? "" : "LAST", "FIRST", "LAST", "FIRST", "LAST"));
        boolean jumps = base.isEmpty() || mayJump && random.nextInt(3) == 0;
        String jump = !jumps
                ? ""
                : may(PatternFeature.NEXT, PatternFeature.NEXT_IN_DEFINE) && random.nextBoolean() ? "NEXT" : "PREV";
        int offset = base.isEmpty() || random.nextInt(3) != 0 ? 0 : 1 + random.nextInt(2);
        int distance = jumps && random.nextInt(3) == 0 ? random.nextInt(4) : 1;
        Semantics semantics = semantics();
        boolean isOutside = random.nextBoolean();
        PatternFeature needed = isOutside ? PatternFeature.FINAL_OUTSIDE : PatternFeature.FINAL_INSIDE;
        if (jumps && (base.isEmpty() || !features.contains(needed))) {
            semantics = Semantics.DEFAULT;
        }
        return new PatternNavigation(semantics, base, owner, offset, jump, distance, isOutside, argument);
    }

    private PatternExpression aggregate(Owner owner) {
        if (random.nextInt(3) == 0) {
            return new PatternAggregate(semantics(), "COUNT", owner, false, null, filter(owner), null, false);
        }
        String function = roll(PatternFeature.VARIANCE, 6)
                ? any(random, List.of("VAR_POP", "VAR_SAMP", "STDDEV_POP", "STDDEV_SAMP"))
                : any(random, List.of("COUNT", "SUM", "AVG", "MIN", "MAX"));
        return new PatternAggregate(
                semantics(),
                function,
                owner,
                roll(PatternFeature.DISTINCT, 3),
                argument(owner, 1, PatternFeature.CLASSIFIER_IN_AGGREGATE),
                filter(owner),
                null,
                false);
    }

    /** Null if there is to be none. */
    private PatternExpression filter(Owner owner) {
        if (!roll(PatternFeature.FILTER, 3)) {
            return null;
        }
        if (features.contains(PatternFeature.CLASSIFIER_IN_AGGREGATE)
                && may(PatternFeature.CLASSIFIER, PatternFeature.CLASSIFIER_IN_DEFINE)
                && random.nextInt(4) == 0) {
            return new Comparison("<>", new Classifier(owner, Semantics.DEFAULT), name());
        }
        return new Comparison(comparison(), new Cell(owner, column()), literal());
    }
}
