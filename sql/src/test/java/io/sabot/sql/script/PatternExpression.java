package io.sabot.sql.script;

import io.sabot.sql.script.PatternScope.Owner;
import java.util.ArrayList;
import java.util.List;

/** An expression of MEASURES or DEFINE: its text, and what it is by the standard. */
sealed interface PatternExpression permits PatternNavigation, PatternAggregate, PatternExpression.Simple {
    /** Of what kind the value is. */
    enum Kind {
        NUMBER,
        TEXT,
        TRUTH,
        OTHER
    }

    /** Whether it is written RUNNING or FINAL, or neither. */
    enum Semantics {
        DEFAULT(""),
        RUNNING("RUNNING "),
        FINAL("FINAL ");

        final String sql;

        Semantics(String sql) {
            this.sql = sql;
        }

        PatternScope of(PatternScope scope) {
            return this == FINAL ? scope.whole() : scope;
        }
    }

    String sql();

    /**
     * Integer, Long, Double, String, Boolean or null.
     *
     * @param at the row navigated to or aggregated, null outside of navigations and aggregates
     */
    Object value(PatternScope scope, Integer at);

    Kind kind();

    default List<PatternExpression> children() {
        return List.of();
    }

    default PatternExpression with(List<PatternExpression> children) {
        return this;
    }

    /** Simpler forms of this itself. */
    default List<PatternExpression> plainer() {
        return List.of();
    }

    /** Expressions of the same kind with something less, the simplest first. */
    default List<PatternExpression> simpler() {
        List<PatternExpression> forms = new ArrayList<>();
        if (kind() == Kind.NUMBER && !(this instanceof Literal)) {
            forms.add(new Literal(1));
        }
        for (PatternExpression child : children()) {
            if (child.kind() == kind()) {
                forms.add(child);
            }
        }
        forms.addAll(plainer());
        for (int i = 0; i < children().size(); i++) {
            for (PatternExpression less : children().get(i).simpler()) {
                List<PatternExpression> changed = new ArrayList<>(children());
                changed.set(i, less);
                forms.add(with(changed));
            }
        }
        return forms;
    }

    /** What needs no more than a few lines. */
    sealed interface Simple extends PatternExpression {}

    /** A number, a text or a truth value. */
    record Literal(Object value) implements Simple {
        @Override
        public String sql() {
            return value instanceof String
                    ? "'" + value + "'"
                    : String.valueOf(value).toUpperCase(java.util.Locale.ROOT);
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            return value;
        }

        @Override
        public Kind kind() {
            return value instanceof String ? Kind.TEXT : value instanceof Boolean ? Kind.TRUTH : Kind.NUMBER;
        }
    }

    /** A column of the row; without navigation, of the owner's last row. */
    record Cell(Owner owner, String column) implements Simple {
        @Override
        public String sql() {
            return owner.prefix() + column;
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            Integer row = at == null ? scope.last(owner, 0) : at;
            return row == null ? null : scope.rows().get(row).number(column);
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }
    }

    /** The name of the row's variable; without navigation, of the owner's last row. */
    record Classifier(Owner owner, Semantics semantics) implements Simple {
        @Override
        public String sql() {
            return semantics.sql + "CLASSIFIER(" + owner.name() + ")";
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            PatternScope seen = semantics.of(scope);
            Integer row = at == null ? seen.last(owner, 0) : at;
            return row == null ? null : seen.classifier(row);
        }

        @Override
        public Kind kind() {
            return Kind.TEXT;
        }
    }

    /** MATCH_NUMBER(). */
    record Number() implements Simple {
        @Override
        public String sql() {
            return "MATCH_NUMBER()";
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            return scope.number();
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }
    }

    /** MATCH_STATUS(). */
    record Status() implements Simple {
        @Override
        public String sql() {
            return "MATCH_STATUS()";
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            return scope.status();
        }

        @Override
        public Kind kind() {
            return Kind.TEXT;
        }
    }

    /** MATCH_ROWTIME(): of the row shown, or the match's last; of the row at which an empty match is. */
    record Rowtime() implements Simple {
        @Override
        public String sql() {
            return "MATCH_ROWTIME()";
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            int count = scope.running();
            int row =
                    count == 0 ? scope.current() : scope.mapped().get(count - 1).row();
            return scope.rows().get(row).time();
        }

        @Override
        public Kind kind() {
            return Kind.OTHER;
        }
    }

    /** Sum, difference or product of small numbers. */
    record Arithmetic(char operator, PatternExpression left, PatternExpression right) implements Simple {
        @Override
        public String sql() {
            return "(" + left.sql() + " " + operator + " " + right.sql() + ")";
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            Object a = left.value(scope, at);
            Object b = right.value(scope, at);
            if (a == null || b == null) {
                return null;
            }
            double x = ((java.lang.Number) a).doubleValue();
            double y = ((java.lang.Number) b).doubleValue();
            double value = operator == '+' ? x + y : operator == '-' ? x - y : x * y;
            return a instanceof Double || b instanceof Double ? value : (Object) (long) value;
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }

        @Override
        public List<PatternExpression> children() {
            return List.of(left, right);
        }

        @Override
        public PatternExpression with(List<PatternExpression> children) {
            return new Arithmetic(operator, children.get(0), children.get(1));
        }
    }

    /** A number if a condition holds, else another. */
    record Case(PatternExpression condition, PatternExpression then, PatternExpression otherwise) implements Simple {
        @Override
        public String sql() {
            return "(CASE WHEN " + condition.sql() + " THEN " + then.sql() + " ELSE " + otherwise.sql() + " END)";
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            boolean holds = Boolean.TRUE.equals(condition.value(scope, at));
            return (holds ? then : otherwise).value(scope, at);
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }

        @Override
        public List<PatternExpression> children() {
            return List.of(condition, then, otherwise);
        }

        @Override
        public PatternExpression with(List<PatternExpression> children) {
            return new Case(children.get(0), children.get(1), children.get(2));
        }
    }

    /** Compares two numbers or two texts. */
    record Comparison(String operator, PatternExpression left, PatternExpression right) implements Simple {
        @Override
        public String sql() {
            return left.sql() + " " + operator + " " + right.sql();
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            Object a = left.value(scope, at);
            Object b = right.value(scope, at);
            if (a == null || b == null) {
                return null;
            }
            int order = a instanceof String text
                    ? text.compareTo((String) b)
                    : Double.compare(((java.lang.Number) a).doubleValue(), ((java.lang.Number) b).doubleValue());
            return switch (operator) {
                case "=" -> order == 0;
                case "<>" -> order != 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }

        @Override
        public List<PatternExpression> children() {
            return List.of(left, right);
        }

        @Override
        public PatternExpression with(List<PatternExpression> children) {
            return new Comparison(operator, children.get(0), children.get(1));
        }
    }

    /** AND or OR. */
    record Logic(boolean isAnd, PatternExpression left, PatternExpression right) implements Simple {
        @Override
        public String sql() {
            return "(" + left.sql() + (isAnd ? " AND " : " OR ") + right.sql() + ")";
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            Object a = left.value(scope, at);
            Object b = right.value(scope, at);
            Boolean decisive = !isAnd;
            if (decisive.equals(a) || decisive.equals(b)) {
                return decisive;
            }
            return a == null || b == null ? null : (Object) isAnd;
        }

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }

        @Override
        public List<PatternExpression> children() {
            return List.of(left, right);
        }

        @Override
        public PatternExpression with(List<PatternExpression> children) {
            return new Logic(isAnd, children.get(0), children.get(1));
        }
    }

    /** NOT. */
    record Not(PatternExpression operand) implements Simple {
        @Override
        public String sql() {
            return "NOT (" + operand.sql() + ")";
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            Object value = operand.value(scope, at);
            return value == null ? null : (Object) Boolean.FALSE.equals(value);
        }

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }

        @Override
        public List<PatternExpression> children() {
            return List.of(operand);
        }

        @Override
        public PatternExpression with(List<PatternExpression> children) {
            return new Not(children.get(0));
        }
    }

    /** How many elements an array has. */
    record Cardinality(PatternExpression array) implements Simple {
        @Override
        public String sql() {
            return "CARDINALITY(" + array.sql() + ")";
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            return array.value(scope, at) instanceof PatternAggregate.Elements elements
                    ? elements.values().size()
                    : null;
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }

        @Override
        public List<PatternExpression> children() {
            return List.of(array);
        }

        @Override
        public PatternExpression with(List<PatternExpression> children) {
            return new Cardinality(children.get(0));
        }
    }

    /** An element of an array of numbers. */
    record Item(PatternExpression array, PatternExpression index) implements Simple {
        @Override
        public String sql() {
            return array.sql() + "[CAST(" + index.sql() + " AS BIGINT)]";
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            Object elements = array.value(scope, at);
            Object place = index.value(scope, at);
            if (elements == null || place == null) {
                return null;
            }
            List<Object> values = ((PatternAggregate.Elements) elements).values();
            long number = ((java.lang.Number) place).longValue();
            return number < 1 || number > values.size() ? null : values.get((int) number - 1);
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }

        @Override
        public List<PatternExpression> children() {
            return List.of(array, index);
        }

        @Override
        public PatternExpression with(List<PatternExpression> children) {
            return new Item(children.get(0), children.get(1));
        }
    }

    /** IS NULL. */
    record IsNull(PatternExpression operand) implements Simple {
        @Override
        public String sql() {
            return operand.sql() + " IS NULL";
        }

        @Override
        public Object value(PatternScope scope, Integer at) {
            return operand.value(scope, at) == null;
        }

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }

        @Override
        public List<PatternExpression> children() {
            return List.of(operand);
        }

        @Override
        public PatternExpression with(List<PatternExpression> children) {
            return new IsNull(children.get(0));
        }
    }
}
