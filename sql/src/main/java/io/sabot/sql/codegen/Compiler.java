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

    /** Makes an instance of a class that may call the functions. */
    public static <T> T instantiate(Class<T> type, GeneratedSource source, FunctionCatalog functions) {
        return instantiate(type, source.className(), source.text(), functions.classLoader());
    }

    /** As {@link #instantiate(Class, String, String, ClassLoader)} where no user's classes are named. */
    public static <T> T instantiate(Class<T> type, String className, String source) {
        return instantiate(type, className, source, Compiler.class.getClassLoader());
    }

    /**
     * Compiles a class and makes an instance with its constructor without parameters. The same source over the same
     * parent is compiled once.
     *
     * @param className with its package
     * @param source a whole compilation unit, in the Java that Janino understands: about Java 7 without inference
     * @param parent sees the classes that the source names
     * @throws SabotException if it does not compile, with the source in the cause
     */
    public static <T> T instantiate(Class<T> type, String className, String source, ClassLoader parent) {
        Class<?> made = GeneratedClasses.of(className, source, parent);
        try {
            return type.cast(made.getConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + className, e);
        }
    }

    /** The Java text that a generated object's class was made from, or null if it was not generated. */
    public static String sourceOf(Object generated) {
        return generated.getClass().getClassLoader() instanceof GeneratedClasses.Loader loader ? loader.source() : null;
    }
}
