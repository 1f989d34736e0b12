package io.sabot.sql.pattern;

import io.sabot.cep.Pattern;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.parser.RowPattern;
import java.util.ArrayList;
import java.util.List;

/** The PATTERN clause as parsed → the pattern with numbered variables. */
final class PatternCompiler {
    private final PatternNames names;

    PatternCompiler(PatternNames names) {
        this.names = names;
    }

    Pattern compile(RowPattern node) {
        if (node instanceof RowPattern.Variable variable) {
            return new Pattern.Variable(names.declareMapped(variable.name()));
        } else if (node instanceof RowPattern.Concatenation concatenation) {
            return concatenation(concatenation.members());
        } else if (node instanceof RowPattern.Alternation alternation) {
            return new Pattern.Alternation(
                    alternation.members().stream().map(this::compile).toList());
        } else if (node instanceof RowPattern.Quantified quantified) {
            return quantified(quantified);
        } else if (node instanceof RowPattern.Permute permute) {
            return new Pattern.Permutation(
                    permute.members().stream().map(this::compile).toList());
        } else if (node instanceof RowPattern.StartAnchor) {
            return new Pattern.StartAnchor();
        } else if (node instanceof RowPattern.EndAnchor) {
            return new Pattern.EndAnchor();
        } else if (node instanceof RowPattern.Exclusion exclusion) {
            return new Pattern.Exclusion(compile(exclusion.body()));
        } else if (node instanceof RowPattern.NotNext not) {
            return new Pattern.NotNext(names.declare(not.variable()));
        }
        return new Pattern.Empty();
    }

    /** {@code X*? [^C]}, also with the star in an exclusion, forbids C on every row that X takes. */
    private Pattern concatenation(List<RowPattern> members) {
        List<Pattern> parts = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            RowPattern.Variable skipped = skipped(members.get(i));
            if (skipped != null && i + 1 < members.size() && members.get(i + 1) instanceof RowPattern.NotNext not) {
                boolean isExcluded = members.get(i) instanceof RowPattern.Exclusion;
                int variable = names.declareMapped(skipped.name());
                parts.add(new Pattern.Without(variable, names.declare(not.variable()), isExcluded));
                i++;
            } else {
                parts.add(compile(members.get(i)));
            }
        }
        return parts.size() == 1 ? parts.get(0) : new Pattern.Concatenation(parts);
    }

    /** The variable of a reluctant star, else null. */
    private static RowPattern.Variable skipped(RowPattern node) {
        RowPattern star = node instanceof RowPattern.Exclusion exclusion ? exclusion.body() : node;
        return star instanceof RowPattern.Quantified quantified
                        && quantified.min() == 0
                        && quantified.max() == RowPattern.UNBOUNDED
                        && quantified.reluctant()
                        && quantified.body() instanceof RowPattern.Variable variable
                ? variable
                : null;
    }

    private Pattern quantified(RowPattern.Quantified quantified) {
        if (quantified.max() == 0) {
            throw new SqlFault("SQL-0205", "a quantifier's maximum must be at least 1", quantified.pos(), null);
        }
        if (quantified.body() instanceof RowPattern.NotNext) {
            throw new SqlFault(
                    "SQL-0222", "[^…] tests the next row and takes none: it has no quantifier", quantified.pos(), null);
        }
        return new Pattern.Quantified(
                compile(quantified.body()), quantified.min(), quantified.max(), quantified.reluctant());
    }

    /** The first exclusion in a pattern, or null. */
    static RowPattern exclusionIn(RowPattern node) {
        if (node instanceof RowPattern.Exclusion) {
            return node;
        }
        for (RowPattern member : node.parts()) {
            RowPattern found = exclusionIn(member);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
