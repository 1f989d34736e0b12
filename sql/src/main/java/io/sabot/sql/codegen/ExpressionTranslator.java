package io.sabot.sql.codegen;

import io.sabot.core.error.SabotException;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.function.JavaStaticFunction;
import io.sabot.sql.function.SubQueryFunction;
import io.sabot.sql.type.Types;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Translates expressions into statements of a block. What was computed is kept in locals, and an equal expression met
 * again where those are in scope costs nothing.
 *
 * <p>A row whose expression fails throws {@link ArithmeticException} out of the block, with a message for people; what
 * SQL need not look at (the right side of FALSE AND …, a CASE branch not taken) is not computed and cannot fail.
 *
 * <p>A primitive value of the {@link Value}s made here may be read even while it is null; it has no meaning then.
 */
public final class ExpressionTranslator {
    final CodeBlock block;
    final Inputs inputs;
    final FunctionCatalog functions;
    final Conversions conversions;
    private final Deque<Map<RexNode, Value>> scopes = new ArrayDeque<>();
    private final Logic logic;
    private final Comparisons comparisons;
    private final Searches searches;
    private final Conditionals conditionals;
    private final Arithmetic arithmetic;
    private final NumericFunctions numericFunctions;
    private final Temporal temporal;
    private final Matching matching;
    private final StaticCalls staticCalls;
    private final SubQueryCalls subQueryCalls;
    final ArrayExpressions arrays;

    /** @param inputs decides how input references are read */
    public ExpressionTranslator(CodeBlock block, Inputs inputs, FunctionCatalog functions) {
        this.block = block;
        this.inputs = inputs;
        this.functions = functions;
        this.conversions = new Conversions(this);
        this.logic = new Logic(this);
        this.comparisons = new Comparisons(this);
        this.searches = new Searches(this);
        this.conditionals = new Conditionals(this);
        this.arithmetic = new Arithmetic(this);
        this.numericFunctions = new NumericFunctions(this);
        this.temporal = new Temporal(this);
        this.matching = new Matching(this);
        this.staticCalls = new StaticCalls(this);
        this.subQueryCalls = new SubQueryCalls(this);
        this.arrays = new ArrayExpressions(this);
        scopes.push(new HashMap<>());
    }

    /** @throws SabotException if the expression has something that Sabot does not know */
    public Value translate(RexNode node) {
        for (Map<RexNode, Value> scope : scopes) {
            Value known = scope.get(node);
            if (known != null) {
                return known;
            }
        }
        Value value = translateNew(node);
        if (RexUtil.isDeterministic(node)) {
            scopes.getFirst().put(node, value);
        }
        return value;
    }

    private Value translateNew(RexNode node) {
        Value special = inputs.special(node);
        if (special != null) {
            return inLocals(special);
        }
        if (node instanceof RexInputRef ref) {
            return inLocals(inputs.read(ref.getIndex()));
        }
        if (node instanceof RexLiteral literal) {
            return Literals.of(block, literal);
        }
        if (node instanceof RexCall call) {
            return call(call);
        }
        throw unsupported(node);
    }

    /** As {@link #translate}, then converted as by an assignment: numbers widen or are checked. */
    public Value translateAs(RexNode node, SqlType type) {
        if (node instanceof RexLiteral literal) {
            Value constant = Literals.as(block, literal, type);
            if (constant != null) {
                return constant;
            }
        }
        return conversions.assign(translate(node), type);
    }

    /** Java boolean expression that is true only if the condition is TRUE; what decides it is not computed twice. */
    public String condition(RexNode node) {
        return logic.condition(node);
    }

    /**
     * A statement of blocks opened by {@code head}, such as {@code if (x)}: what is translated until {@link #close} may
     * be found again only inside.
     */
    public void open(String head) {
        block.open(head);
        scopes.push(new HashMap<>());
    }

    /** Closes the innermost scope and opens its alternative. */
    public void next(String head) {
        block.next(head);
        scopes.pop();
        scopes.push(new HashMap<>());
    }

    public void close() {
        block.close();
        scopes.pop();
    }

    // ---- what the families of operators share ----

    private Value call(RexCall call) {
        if (call.getOperator() instanceof JavaStaticFunction function) {
            return staticCalls.user(call, function);
        }
        if (call.getOperator() instanceof SubQueryFunction function) {
            return subQueryCalls.translate(call, function);
        }
        return switch (call.getKind()) {
            case AND, OR, NOT, IS_NULL, IS_NOT_NULL, IS_UNKNOWN, IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE ->
                logic.translate(call);
            case EQUALS,
                    NOT_EQUALS,
                    LESS_THAN,
                    LESS_THAN_OR_EQUAL,
                    GREATER_THAN,
                    GREATER_THAN_OR_EQUAL,
                    IS_DISTINCT_FROM,
                    IS_NOT_DISTINCT_FROM -> comparisons.translate(call);
            case SEARCH -> searches.translate(call);
            case CASE, COALESCE, NVL, NULLIF, IF, GREATEST, LEAST -> conditionals.translate(call);
            case PLUS, MINUS, TIMES, DIVIDE, MOD, MINUS_PREFIX, PLUS_PREFIX, CHECKED_PLUS, CHECKED_MINUS ->
                Temporal.concerns(call) ? temporal.arithmetic(call) : arithmetic.translate(call);
            case CHECKED_TIMES, CHECKED_DIVIDE, CHECKED_MINUS_PREFIX ->
                Temporal.concerns(call) ? temporal.arithmetic(call) : arithmetic.translate(call);
            case CAST, SAFE_CAST -> conversions.cast(call);
            case REINTERPRET -> temporal.reinterpret(call);
            case FLOOR, CEIL ->
                call.getOperands().size() == 2 ? temporal.round(call) : numericFunctions.translate(call);
            case EXTRACT -> temporal.extract(call);
            case TIMESTAMP_ADD -> temporal.add(call);
            case TIMESTAMP_DIFF -> temporal.difference(call);
            case LIKE, SIMILAR, RLIKE -> matching.translate(call);
            case ITEM -> arrays.item(call);
            case ARRAY_VALUE_CONSTRUCTOR -> arrays.construct(call);
            default -> function(call);
        };
    }

    private Value function(RexCall call) {
        if (NumericFunctions.knows(call)) {
            return numericFunctions.translate(call);
        }
        if (call.getOperator().equals(SqlStdOperatorTable.CARDINALITY)) {
            return arrays.cardinality(call);
        }
        Value value = staticCalls.builtIn(call);
        if (value == null) {
            throw unsupported(call);
        }
        return value;
    }

    static SabotException unsupported(RexNode node) {
        String what = node instanceof RexCall call
                ? (call.getKind() == SqlKind.OTHER_FUNCTION ? "the function " : "the operator ")
                        + call.getOperator().getName()
                : "the expression " + node;
        return SabotException.configuration("SQL-0303", what + " is not supported here", null);
    }

    List<Value> translateAll(List<RexNode> nodes) {
        List<Value> values = new ArrayList<>();
        nodes.forEach(node -> values.add(translate(node)));
        return values;
    }

    static SqlType typeOf(RexNode node) {
        return Types.ofExpression(node.getType());
    }

    /** Reads an input once; afterwards its null flag and value are locals that are safe to read. */
    Value inLocals(Value read) {
        if (read.isAlwaysNull()) {
            return Value.nullOf(read.type());
        }
        String java = JavaTypes.of(read.type());
        if (read.isNeverNull()) {
            return new Value(Value.NEVER, block.declare(java, "v", read.value()), read.type());
        }
        String isNull = block.declare("boolean", "n", read.isNull());
        String guarded = isNull + " ? " + JavaTypes.defaultOf(read.type()) + " : " + read.value();
        return new Value(isNull, block.declare(java, "v", guarded), read.type());
    }

    /** Java boolean expression: one of the values is null. */
    static String anyNull(List<Value> values) {
        Set<String> flags = new LinkedHashSet<>();
        for (Value value : values) {
            if (value.isAlwaysNull()) {
                return Value.ALWAYS;
            }
            if (!value.isNeverNull()) {
                flags.add(value.isNull());
            }
        }
        return flags.isEmpty() ? Value.NEVER : String.join(" | ", flags);
    }

    /** NULL if an argument is, else an expression that may throw or needs real arguments. */
    Value strict(SqlType type, String expression, List<Value> arguments) {
        String isNull = anyNull(arguments);
        if (isNull.equals(Value.ALWAYS)) {
            return Value.nullOf(type);
        }
        String java = JavaTypes.of(type);
        if (isNull.equals(Value.NEVER)) {
            return new Value(Value.NEVER, block.declare(java, "v", expression), type);
        }
        String flag = flag(isNull);
        String value = block.declare(java, "v", JavaTypes.defaultOf(type));
        block.open("if (!" + flag + ")");
        block.line(value + " = " + expression + ";");
        block.close();
        return new Value(flag, value, type);
    }

    Value strict(SqlType type, String expression, Value... arguments) {
        return strict(type, expression, List.of(arguments));
    }

    /** NULL if an argument is, else an expression over primitives that cannot throw: computed in any case. */
    Value pure(SqlType type, String expression, Value... arguments) {
        for (Value argument : arguments) {
            if (!JavaTypes.isPrimitive(argument.type())) {
                return strict(type, expression, arguments);
            }
        }
        String isNull = anyNull(List.of(arguments));
        if (isNull.equals(Value.ALWAYS)) {
            return Value.nullOf(type);
        }
        return new Value(flag(isNull), block.declare(JavaTypes.of(type), "v", expression), type);
    }

    /** A local for a null flag, unless it is one or a constant. */
    String flag(String isNull) {
        boolean isName = isNull.chars().allMatch(Character::isJavaIdentifierPart);
        return isName ? isNull : block.declare("boolean", "n", isNull);
    }

    static Value bool(String isNull, String value) {
        return new Value(isNull, value, SqlType.of(TypeKind.BOOLEAN).withNullable(!isNull.equals(Value.NEVER)));
    }
}
