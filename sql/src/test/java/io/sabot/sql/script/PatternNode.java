package io.sabot.sql.script;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A row pattern as a tree that knows its text. */
sealed interface PatternNode {
    /** Text that may stand anywhere in a pattern. */
    String sql();

    /** Text that may be quantified. */
    default String quantifiable() {
        return "(" + sql() + ")";
    }

    /** Names in the order of the text. */
    default Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        children().forEach(child -> names.addAll(child.variables()));
        return names;
    }

    default List<PatternNode> children() {
        return List.of();
    }

    /** Patterns with something less. */
    default List<PatternNode> simpler() {
        return List.of();
    }

    /** The lists with one member less, or with one that is simpler. */
    private static List<PatternNode> simpler(List<PatternNode> parts, Function<List<PatternNode>, PatternNode> whole) {
        List<PatternNode> forms = new ArrayList<>(parts);
        for (int i = 0; i < parts.size(); i++) {
            List<PatternNode> fewer = new ArrayList<>(parts);
            fewer.remove(i);
            forms.add(fewer.isEmpty() ? new Empty() : fewer.size() == 1 ? fewer.get(0) : whole.apply(fewer));
        }
        for (int i = 0; i < parts.size(); i++) {
            for (PatternNode less : parts.get(i).simpler()) {
                List<PatternNode> changed = new ArrayList<>(parts);
                changed.set(i, less);
                forms.add(whole.apply(changed));
            }
        }
        return forms;
    }

    private static String joined(List<PatternNode> parts, String separator) {
        return parts.stream().map(PatternNode::sql).collect(Collectors.joining(separator));
    }

    /** A row. */
    record Variable(String name) implements PatternNode {
        @Override
        public String sql() {
            return name;
        }

        @Override
        public String quantifiable() {
            return name;
        }

        @Override
        public Set<String> variables() {
            return Set.of(name);
        }
    }

    /** One after the other. */
    record Sequence(List<PatternNode> parts) implements PatternNode {
        @Override
        public String sql() {
            return "(" + bare() + ")";
        }

        String bare() {
            return joined(parts, " ");
        }

        @Override
        public String quantifiable() {
            return sql();
        }

        @Override
        public List<PatternNode> children() {
            return parts;
        }

        @Override
        public List<PatternNode> simpler() {
            return PatternNode.simpler(parts, Sequence::new);
        }
    }

    /** One of several, the first preferred. */
    record Choice(List<PatternNode> ways) implements PatternNode {
        @Override
        public String sql() {
            return "(" + joined(ways, " | ") + ")";
        }

        @Override
        public String quantifiable() {
            return sql();
        }

        @Override
        public List<PatternNode> children() {
            return ways;
        }

        @Override
        public List<PatternNode> simpler() {
            return PatternNode.simpler(ways, Choice::new);
        }
    }

    /** In any order; that of the text is preferred. */
    record Permutation(List<PatternNode> parts) implements PatternNode {
        @Override
        public String sql() {
            return "PERMUTE(" + joined(parts, ", ") + ")";
        }

        @Override
        public String quantifiable() {
            return sql();
        }

        @Override
        public List<PatternNode> children() {
            return parts;
        }

        @Override
        public List<PatternNode> simpler() {
            List<PatternNode> forms = PatternNode.simpler(parts, Permutation::new);
            forms.add(0, new Sequence(parts));
            return forms;
        }
    }

    /** @param max {@link #UNLIMITED}, or at least 1 */
    record Loop(PatternNode body, int min, int max, boolean isReluctant) implements PatternNode {
        static final int UNLIMITED = -1;

        @Override
        public String sql() {
            return body.quantifiable() + mark() + (isReluctant ? "?" : "");
        }

        private String mark() {
            if (max == UNLIMITED) {
                return min == 0 ? "*" : min == 1 ? "+" : "{" + min + ",}";
            } else if (min == 0 && max == 1) {
                return "?";
            }
            return min == max ? "{" + min + "}" : "{" + min + "," + max + "}";
        }

        @Override
        public List<PatternNode> children() {
            return List.of(body);
        }

        @Override
        public List<PatternNode> simpler() {
            List<PatternNode> forms = new ArrayList<>(List.of(body));
            if (isReluctant) {
                forms.add(new Loop(body, min, max, false));
            }
            if (max != UNLIMITED && min != max) {
                forms.add(new Loop(body, Math.max(1, min), Math.max(1, min), isReluctant));
            }
            if (min > 1) {
                forms.add(new Loop(body, min - 1, max, isReluctant));
            }
            body.simpler().forEach(less -> forms.add(new Loop(less, min, max, isReluctant)));
            return forms;
        }

        /** Whether it is {@code X*?}, which a {@link NotNext} behind takes along. */
        boolean isSkipping() {
            return min == 0 && max == UNLIMITED && isReluctant && body instanceof Variable;
        }
    }

    /** Rows that are matched and not shown. */
    record Exclusion(PatternNode body) implements PatternNode {
        @Override
        public String sql() {
            return "{- " + body.sql() + " -}";
        }

        @Override
        public String quantifiable() {
            return sql();
        }

        @Override
        public List<PatternNode> children() {
            return List.of(body);
        }

        @Override
        public List<PatternNode> simpler() {
            List<PatternNode> forms = new ArrayList<>(List.of(body));
            body.simpler().forEach(less -> forms.add(new Exclusion(less)));
            return forms;
        }
    }

    /** The next row is not this variable's. */
    record NotNext(String variable) implements PatternNode {
        @Override
        public String sql() {
            return "[^" + variable + "]";
        }

        @Override
        public Set<String> variables() {
            return Set.of(variable);
        }
    }

    /** Before the first row of the partition. */
    record Start() implements PatternNode {
        @Override
        public String sql() {
            return "^";
        }
    }

    /** Behind the last row of the partition. */
    record End() implements PatternNode {
        @Override
        public String sql() {
            return "$";
        }
    }

    /** No row. */
    record Empty() implements PatternNode {
        @Override
        public String sql() {
            return "()";
        }
    }
}
