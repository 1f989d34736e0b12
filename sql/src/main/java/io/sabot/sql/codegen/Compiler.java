package io.sabot.sql.codegen;

import io.sabot.core.error.SabotException;
import io.sabot.core.type.SqlType;
import io.sabot.sql.function.FunctionCatalog;
import java.util.List;
import org.apache.calcite.rex.RexNode;

/** Makes classes of expressions. */
public final class Compiler {
    private final FunctionCatalog functions;

    public Compiler(FunctionCatalog functions) {
        this.functions = functions;
    }

    /** A condition over rows whose columns have these types. */
    public RowPredicate predicate(RexNode condition, List<SqlType> inputs) {
        return instantiate(RowPredicate.class, PredicateSource.of(condition, inputs, functions));
    }

    /** Expressions over rows whose columns have these types. */
    public RowProjector projector(List<RexNode> expressions, List<SqlType> inputs) {
        return instantiate(RowProjector.class, ProjectorSource.of(expressions, inputs, functions));
    }

    /** @throws SabotException if the condition has something that Sabot does not know */
    public void checkPredicate(RexNode condition, List<SqlType> inputs) {
        PredicateSource.of(condition, inputs, functions);
    }

    /** @throws SabotException if one of the expressions has something that Sabot does not know */
    public void checkProjector(List<RexNode> expressions, List<SqlType> inputs) {
        ProjectorSource.of(expressions, inputs, functions);
    }

    private <T> T instantiate(Class<T> type, GeneratedSource source) {
        return instantiate(type, source, functions);
    }

    /**
     * Makes an instance of a class that may call the functions. The same text over the same functions is compiled once.
     *
     * @throws SabotException if it does not compile, with the source in the cause
     */
    public static <T> T instantiate(Class<T> type, GeneratedSource source, FunctionCatalog functions) {
        Class<?> made = GeneratedClasses.of(source.className(), source.text(), functions.classLoader());
        try {
            return type.cast(made.getConstructor(List.class).newInstance(source.constants()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + source.className(), e);
        }
    }

    /** The Java text that a generated object's class was made from, or null if it was not generated. */
    public static String sourceOf(Object generated) {
        return generated.getClass().getClassLoader() instanceof GeneratedClasses.Loader loader ? loader.source() : null;
    }
}
