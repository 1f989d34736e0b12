package io.sabot.sql.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.sql.codegen.Expressions.Failed;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random expressions over integers and truth values against an interpreter that takes the standard literally. */
final class DifferentialTest {
    private static final int ROUNDS = 300;
    private static final String[] COMPARISONS = {"=", "<>", "<", "<=", ">", ">="};

    /** What an expression is for the interpreter: its text and its value. */
    private interface Node {
        /** Boolean or BigInteger; null for NULL. */
        Object evaluate(Map<String, Object> row);
    }

    private record Expression(String text, Node node) {}

    private static final class Overflow extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void shouldAgreeWithAnInterpreter() {
        for (int round = 0; round < ROUNDS; round++) {
            Expression expression = random.nextBoolean() ? truth(4) : number(4);
            Map<String, Object> row = row();
            assertThat(compiled(expression.text(), row))
                    .as("seed %d: %s over %s", seed, expression.text(), row)
                    .isEqualTo(interpreted(expression.node(), row));
        }
    }

    private static String interpreted(Node node, Map<String, Object> row) {
        try {
            return String.valueOf(node.evaluate(row));
        } catch (Overflow e) {
            return "fails";
        }
    }

    private static String compiled(String expression, Map<String, Object> row) {
        Object[] cells = row.entrySet().stream()
                .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
                .toArray();
        try {
            return String.valueOf(Expressions.asWritten().compute(expression, cells));
        } catch (Failed e) {
            return "fails";
        }
    }

    private Map<String, Object> row() {
        Map<String, Object> row = new HashMap<>();
        for (String name : new String[] {"l", "m"}) {
            row.put(name, random.nextInt(4) == 0 ? null : (Object) cell());
        }
        for (String name : new String[] {"b", "c"}) {
            row.put(name, random.nextInt(3) == 0 ? null : (Object) random.nextBoolean());
        }
        return row;
    }

    private long cell() {
        return switch (random.nextInt(4)) {
            case 0 -> Long.MAX_VALUE - random.nextInt(2);
            case 1 -> Long.MIN_VALUE + random.nextInt(2);
            default -> random.nextInt(5) - 2;
        };
    }

    // ---- numbers ----

    private Expression number(int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            String name = random.nextBoolean() ? "l" : "m";
            return new Expression(name, row -> row.get(name) == null ? null : BigInteger.valueOf((Long) row.get(name)));
        }
        Expression a = number(depth - 1);
        Expression b = number(depth - 1);
        return switch (random.nextInt(7)) {
            case 0 -> binary(a, "+", b);
            case 1 -> binary(a, "-", b);
            case 2 -> binary(a, "*", b);
            case 3 -> binary(a, "/", b);
            case 4 -> {
                Expression negated = new Expression("(- " + a.text() + ")", row -> {
                    BigInteger value = (BigInteger) a.node().evaluate(row);
                    return value == null ? null : checked(value.negate());
                });
                yield negated;
            }
            case 5 ->
                new Expression("COALESCE(" + a.text() + ", " + b.text() + ")", row -> {
                    Object first = a.node().evaluate(row);
                    return first == null ? b.node().evaluate(row) : first;
                });
            default -> {
                Expression condition = truth(depth - 1);
                yield new Expression(
                        "CASE WHEN " + condition.text() + " THEN " + a.text() + " ELSE " + b.text() + " END",
                        row -> Boolean.TRUE.equals(condition.node().evaluate(row))
                                ? a.node().evaluate(row)
                                : b.node().evaluate(row));
            }
        };
    }

    private static BigInteger checked(BigInteger value) {
        if (value.bitLength() > 63) {
            throw new Overflow();
        }
        return value;
    }

    private static Expression binary(Expression a, String operator, Expression b) {
        return new Expression("(" + a.text() + " " + operator + " " + b.text() + ")", row -> {
            BigInteger x = (BigInteger) a.node().evaluate(row);
            BigInteger y = (BigInteger) b.node().evaluate(row);
            return x == null || y == null ? null : checked(apply(x, operator, y));
        });
    }

    private static BigInteger apply(BigInteger x, String operator, BigInteger y) {
        return switch (operator) {
            case "+" -> x.add(y);
            case "-" -> x.subtract(y);
            case "*" -> x.multiply(y);
            default -> {
                if (y.signum() == 0) {
                    throw new Overflow();
                }
                yield x.divide(y);
            }
        };
    }

    // ---- truth values ----

    private Expression truth(int depth) {
        if (depth == 0) {
            String name = random.nextBoolean() ? "b" : "c";
            return new Expression(name, row -> row.get(name));
        }
        return switch (random.nextInt(6)) {
            case 0 -> junction(truth(depth - 1), "AND", truth(depth - 1), false);
            case 1 -> junction(truth(depth - 1), "OR", truth(depth - 1), true);
            case 2 -> {
                Expression a = truth(depth - 1);
                yield new Expression("(NOT " + a.text() + ")", row -> {
                    Object value = a.node().evaluate(row);
                    return value == null ? null : (Object) !(Boolean) value;
                });
            }
            case 3 -> {
                Expression a = random.nextBoolean() ? truth(depth - 1) : number(depth - 1);
                yield new Expression(
                        "(" + a.text() + " IS NULL)", row -> a.node().evaluate(row) == null);
            }
            default ->
                comparison(number(depth - 1), COMPARISONS[random.nextInt(COMPARISONS.length)], number(depth - 1));
        };
    }

    /** Stops at the operand that decides, as the compiled code is documented to do. */
    private static Expression junction(Expression a, String operator, Expression b, boolean deciding) {
        return new Expression("(" + a.text() + " " + operator + " " + b.text() + ")", row -> {
            Object first = a.node().evaluate(row);
            if (Boolean.valueOf(deciding).equals(first)) {
                return deciding;
            }
            Object second = b.node().evaluate(row);
            boolean isDecided = Boolean.valueOf(deciding).equals(second);
            return isDecided ? (Object) deciding : first == null || second == null ? null : (Object) !deciding;
        });
    }

    private static Expression comparison(Expression a, String operator, Expression b) {
        return new Expression("(" + a.text() + " " + operator + " " + b.text() + ")", row -> {
            BigInteger x = (BigInteger) a.node().evaluate(row);
            BigInteger y = (BigInteger) b.node().evaluate(row);
            if (x == null || y == null) {
                return null;
            }
            int order = x.compareTo(y);
            return switch (operator) {
                case "=" -> order == 0;
                case "<>" -> order != 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        });
    }
}
