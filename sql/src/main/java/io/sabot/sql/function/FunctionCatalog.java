package io.sabot.sql.function;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.util.SqlOperatorTables;

/** The functions a statement may call: Sabot's own and the user's. Immutable. */
public final class FunctionCatalog {
    private final List<JavaStaticFunction> userFunctions;
    private final List<JavaKeyedFunction> keyedFunctions;
    private final SqlOperatorTable operatorTable;
    private final ClassLoader classLoader;

    private FunctionCatalog(List<JavaStaticFunction> userFunctions, List<JavaKeyedFunction> keyedFunctions) {
        this.userFunctions = List.copyOf(userFunctions);
        this.keyedFunctions = List.copyOf(keyedFunctions);
        this.operatorTable = userFunctions.isEmpty()
                ? SabotFunctions.operatorTable()
                : SqlOperatorTables.chain(SqlOperatorTables.of(userFunctions), SabotFunctions.operatorTable());
        this.classLoader = loaderOf(userFunctions);
    }

    /** Without user functions. */
    public static FunctionCatalog builtIn() {
        return new FunctionCatalog(List.of(), List.of());
    }

    /** This catalogue and more functions; several of one name are told apart by their arguments. */
    public FunctionCatalog with(List<JavaStaticFunction> more) {
        List<JavaStaticFunction> all = new ArrayList<>(userFunctions);
        all.addAll(more);
        return new FunctionCatalog(all, keyedFunctions);
    }

    /** This catalogue and a table function; one of its name is replaced. */
    public FunctionCatalog with(JavaKeyedFunction function) {
        List<JavaKeyedFunction> all = new ArrayList<>(keyedFunctions);
        all.removeIf(other -> other.name().equalsIgnoreCase(function.name()));
        all.add(function);
        return new FunctionCatalog(userFunctions, all);
    }

    /** The table function of that name, or null. */
    public JavaKeyedFunction keyed(String name) {
        return keyedFunctions.stream()
                .filter(function -> function.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    /** Names of the users' table functions. */
    public List<String> keyedNames() {
        return keyedFunctions.stream().map(JavaKeyedFunction::name).toList();
    }

    /** Whether the user has declared a function of rows under that name. */
    public boolean isScalar(String name) {
        return userFunctions.stream().anyMatch(function -> function.getName().equalsIgnoreCase(name));
    }

    public List<JavaStaticFunction> userFunctions() {
        return userFunctions;
    }

    /** What the validator looks operators up in; users' functions come first. */
    public SqlOperatorTable operatorTable() {
        return operatorTable;
    }

    /** Sees Sabot's classes and those of the users' functions. */
    public ClassLoader classLoader() {
        return classLoader;
    }

    private static ClassLoader loaderOf(List<JavaStaticFunction> functions) {
        ClassLoader own = FunctionCatalog.class.getClassLoader();
        Set<ClassLoader> others = new LinkedHashSet<>();
        for (JavaStaticFunction function : functions) {
            ClassLoader loader = function.method().getDeclaringClass().getClassLoader();
            if (loader != null && loader != own) {
                others.add(loader);
            }
        }
        return others.isEmpty() ? own : new UserClassLoader(own, List.copyOf(others));
    }

    /** Asks Sabot's own loader first, then those of the users' classes in the order they were registered. */
    private static final class UserClassLoader extends ClassLoader {
        private final List<ClassLoader> others;

        UserClassLoader(ClassLoader own, List<ClassLoader> others) {
            super(own);
            this.others = others;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            for (ClassLoader loader : others) {
                try {
                    return loader.loadClass(name);
                } catch (ClassNotFoundException e) {
                    continue; // the next one may have it
                }
            }
            throw new ClassNotFoundException(name);
        }
    }
}
