package io.sabot.sql.script;

import io.sabot.core.error.SabotException;
import io.sabot.sql.catalog.Catalog;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.function.JavaKeyedFunction;
import io.sabot.sql.function.JavaStaticFunction;
import io.sabot.sql.parser.SqlCreateFunction;
import io.sabot.sql.plan.TableFunctions;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlLiteral;

/** CREATE FUNCTION: finds the class, in JARs if some are named. */
final class FunctionDeclarations {
    private FunctionDeclarations() {}

    /** @throws SqlFault if the class cannot be found or is no function */
    static void declare(SqlCreateFunction statement, Path directory, Catalog catalog) {
        String name = statement.name().getSimple();
        Class<?> owner = owner(statement, directory);
        boolean isKeyed = JavaKeyedFunction.isOne(owner);
        checkName(statement, catalog.functions(), isKeyed);
        try {
            if (isKeyed) {
                catalog.add(JavaKeyedFunction.of(name, owner));
            } else {
                catalog.add(JavaStaticFunction.allOf(name, owner));
            }
        } catch (SabotException e) {
            throw new SqlFault(
                    e.problems().get(0).code(),
                    e.problems().get(0).message(),
                    statement.implementation(),
                    e.problems().get(0).hint());
        }
    }

    /** Functions of rows share names, told apart by their arguments; table functions share none. */
    private static void checkName(SqlCreateFunction statement, FunctionCatalog functions, boolean isKeyed) {
        String name = statement.name().getSimple();
        boolean isTaken = isKeyed
                ? functions.isScalar(name)
                        || TableFunctions.isBuiltIn(name)
                        || functions.keyed(name) != null && !statement.orReplace()
                : functions.keyed(name) != null;
        if (isTaken) {
            throw new SqlFault("SQL-0110", "the function " + name + " is declared already", statement.name(), null);
        }
    }

    private static Class<?> owner(SqlCreateFunction statement, Path directory) {
        String className = statement.implementation().getValueAs(String.class);
        try {
            return Class.forName(className, true, loader(statement, directory));
        } catch (ClassNotFoundException | LinkageError e) {
            throw new SqlFault(
                    "SQL-0311",
                    "the class " + className + " cannot be loaded: " + e.getMessage(),
                    statement.implementation(),
                    statement.jars().isEmpty() ? "name its JAR: USING JAR 'functions.jar'" : null);
        }
    }

    private static ClassLoader loader(SqlCreateFunction statement, Path directory) {
        ClassLoader own = FunctionCatalog.class.getClassLoader();
        if (statement.jars().isEmpty()) {
            return own;
        }
        List<URL> urls = new ArrayList<>();
        for (SqlLiteral jar : statement.jars()) {
            Path path = directory.resolve(jar.getValueAs(String.class));
            if (!Files.isReadable(path)) {
                throw new SqlFault("SQL-0312", "the JAR " + path + " cannot be read", jar, null);
            }
            try {
                urls.add(path.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new SqlFault("SQL-0312", "the JAR " + path + " has no URL: " + e.getMessage(), jar, null);
            }
        }
        return new URLClassLoader(urls.toArray(new URL[0]), own);
    }
}
