package io.sabot.sql.codegen;

import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.io.StringReader;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.SimpleCompiler;

/**
 * Compiles with Janino and remembers. Classes go when nobody uses them and memory is short, or with the parent they
 * were made under. Thread-safe.
 */
final class GeneratedClasses {
    private static final Map<ClassLoader, Map<String, SoftReference<Class<?>>>> CACHE = new WeakHashMap<>();

    private GeneratedClasses() {}

    static synchronized Class<?> of(String className, String source, ClassLoader parent) {
        Map<String, SoftReference<Class<?>>> known = CACHE.computeIfAbsent(parent, key -> new HashMap<>());
        SoftReference<Class<?>> reference = known.get(source);
        Class<?> made = reference == null ? null : reference.get();
        if (made == null) {
            known.values().removeIf(entry -> entry.get() == null);
            made = compile(className, source, parent);
            known.put(source, new SoftReference<>(made));
        }
        return made;
    }

    private static Class<?> compile(String className, String source, ClassLoader parent) {
        SimpleCompiler compiler = new SimpleCompiler();
        compiler.setParentClassLoader(parent);
        compiler.setDebuggingInformation(true, true, false);
        try {
            compiler.cook(className + ".java", new StringReader(source));
            return new Loader(parent, source, compiler.getBytecodes()).loadClass(className);
        } catch (CompileException | IOException | ClassNotFoundException | RuntimeException | StackOverflowError e) {
            boolean tooLarge = e instanceof StackOverflowError
                    || e.toString().contains("64 KB")
                    || e.toString().contains("beyond");
            throw tooLarge
                    ? SabotException.configuration(
                            "SQL-0320", "an expression is too large to be compiled", "split the query with views")
                    : new IllegalStateException(
                            "generated code does not compile: " + e.getMessage() + "\n" + numbered(source), e);
        }
    }

    private static String numbered(String source) {
        StringBuilder out = new StringBuilder();
        int number = 1;
        for (String line : source.split("\n", -1)) {
            out.append(number++).append('\t').append(line).append('\n');
        }
        return out.toString();
    }

    /** Holds the classes of one compilation unit, and its text for who debugs. */
    static final class Loader extends ClassLoader {
        private final String source;
        private final Map<String, byte[]> classes;

        Loader(ClassLoader parent, String source, Map<String, byte[]> classes) {
            super(parent);
            this.source = source;
            this.classes = classes;
        }

        String source() {
            return source;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
