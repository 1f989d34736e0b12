package io.sabot.sql.function;

import io.sabot.core.error.SabotException;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.type.Types;
import io.sabot.state.keyed.KeyedFunction;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;

/**
 * A user's function: a public static Java method that generated code calls directly. A parameter of a primitive type
 * never sees NULL: such a call is NULL without being made. A parameter of a reference type does. A null returned is
 * NULL.
 *
 * <p>Types: {@code String}, {@code int}, {@code long}, {@code double}, {@code boolean}, their boxes, {@code
 * BigDecimal} (as a result: DECIMAL(38, 18)), {@code byte[]}. The method must be a function of its arguments: the
 * log is replayed.
 */
public final class JavaStaticFunction extends SqlFunction {
    private static final Map<Class<?>, TypeKind> KINDS = Map.ofEntries(
            Map.entry(String.class, TypeKind.VARCHAR),
            Map.entry(int.class, TypeKind.INT),
            Map.entry(Integer.class, TypeKind.INT),
            Map.entry(long.class, TypeKind.BIGINT),
            Map.entry(Long.class, TypeKind.BIGINT),
            Map.entry(double.class, TypeKind.DOUBLE),
            Map.entry(Double.class, TypeKind.DOUBLE),
            Map.entry(boolean.class, TypeKind.BOOLEAN),
            Map.entry(Boolean.class, TypeKind.BOOLEAN),
            Map.entry(BigDecimal.class, TypeKind.DECIMAL),
            Map.entry(byte[].class, TypeKind.BINARY));

    private final Method method;

    /** @throws SabotException if the method cannot be called from SQL, saying why */
    public JavaStaticFunction(String name, Method method) {
        super(
                name,
                new SqlIdentifier(name, SqlParserPos.ZERO),
                SqlKind.OTHER_FUNCTION,
                binding -> returnType(binding, checked(name, method)),
                InferTypes.explicit(List.of()),
                OperandTypes.operandMetadata(
                        families(checked(name, method)),
                        types -> parameters(method, types),
                        i -> method.getParameters()[i].getName(),
                        i -> false),
                SqlFunctionCategory.USER_DEFINED_FUNCTION);
        this.method = method;
    }

    /**
     * The functions that a class offers under one name: its public static methods called {@code eval}, or, if there is
     * none, its only public static method.
     */
    public static List<JavaStaticFunction> allOf(String name, Class<?> owner) {
        List<Method> statics = Arrays.stream(owner.getDeclaredMethods())
                .filter(m -> Modifier.isStatic(m.getModifiers()) && Modifier.isPublic(m.getModifiers()))
                .filter(m -> !m.isSynthetic())
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
        List<Method> evals =
                statics.stream().filter(m -> m.getName().equals("eval")).toList();
        List<Method> chosen = evals.isEmpty() && statics.size() == 1 ? statics : evals;
        if (chosen.isEmpty()) {
            throw SabotException.configuration(
                    "SQL-0310",
                    "the function " + name + " cannot be used: " + owner.getName()
                            + " has no public static method named eval and is no KeyedFunction",
                    "a function of rows is a public static method eval; a table function implements "
                            + KeyedFunction.class.getName());
        }
        List<JavaStaticFunction> functions = new ArrayList<>();
        chosen.forEach(m -> functions.add(new JavaStaticFunction(name, m)));
        return functions;
    }

    private static Method checked(String name, Method method) {
        Class<?> owner = method.getDeclaringClass();
        if (!Modifier.isStatic(method.getModifiers()) || !Modifier.isPublic(method.getModifiers())) {
            throw refused(name, method + " is not public static");
        }
        for (Class<?> at = owner; at != null; at = at.getDeclaringClass()) {
            if (!Modifier.isPublic(at.getModifiers())) {
                throw refused(name, at.getName() + " is not public");
            }
        }
        for (Class<?> parameter : method.getParameterTypes()) {
            kindOf(name, parameter);
        }
        kindOf(name, method.getReturnType());
        return method;
    }

    private static TypeKind kindOf(String name, Class<?> javaType) {
        TypeKind kind = KINDS.get(javaType);
        if (kind == null) {
            throw refused(name, "no SQL type corresponds to " + javaType.getTypeName());
        }
        return kind;
    }

    private static SabotException refused(String name, String why) {
        return SabotException.configuration(
                "SQL-0310",
                "the function " + name + " cannot be used: " + why,
                "a function is a public static method of a public class, over String, int, long, double, boolean, "
                        + "BigDecimal and byte[]");
    }

    private static List<SqlTypeFamily> families(Method method) {
        List<SqlTypeFamily> families = new ArrayList<>();
        for (Class<?> parameter : method.getParameterTypes()) {
            families.add(
                    switch (KINDS.get(parameter)) {
                        case VARCHAR -> SqlTypeFamily.CHARACTER;
                        case INT, BIGINT -> SqlTypeFamily.INTEGER;
                        case BOOLEAN -> SqlTypeFamily.BOOLEAN;
                        case BINARY -> SqlTypeFamily.BINARY;
                        default -> SqlTypeFamily.NUMERIC;
                    });
        }
        return families;
    }

    /** By these the validator tells functions of one name apart. */
    private static List<RelDataType> parameters(Method method, RelDataTypeFactory types) {
        return Arrays.stream(method.getParameterTypes())
                .map(parameter -> Types.toRel(SqlType.of(KINDS.get(parameter)), types))
                .toList();
    }

    private static RelDataType returnType(SqlOperatorBinding call, Method method) {
        boolean nullable = !method.getReturnType().isPrimitive();
        Class<?>[] parameters = method.getParameterTypes();
        for (int i = 0; i < parameters.length; i++) {
            nullable |= parameters[i].isPrimitive() && call.getOperandType(i).isNullable();
        }
        SqlType type = SqlType.of(KINDS.get(method.getReturnType())).withNullable(nullable);
        return Types.toRel(type, call.getTypeFactory());
    }

    public Method method() {
        return method;
    }
}
