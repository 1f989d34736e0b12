package io.sabot.ops.config;

import io.sabot.core.error.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that say where the value is: {@code ${env:NAME}}, {@code ${file:/run/secrets/token}}. */
final class References {
    private static final Pattern FORM = Pattern.compile("\\$\\{(env|file):([^}]+)}");

    private final Map<String, String> environment;
    private final List<Problem> problems;

    References(Map<String, String> environment, List<Problem> problems) {
        this.environment = environment;
        this.problems = problems;
    }

    static boolean isReference(String value) {
        return FORM.matcher(value).matches();
    }

    /** The value itself, or what it refers to; null if there is nothing, which is a problem. */
    String resolve(Entry entry) {
        Matcher matcher = FORM.matcher(entry.value());
        if (!matcher.matches()) {
            return entry.value();
        }
        String name = matcher.group(2);
        return matcher.group(1).equals("env") ? variable(entry, name) : contents(entry, Path.of(name));
    }

    private String variable(Entry entry, String name) {
        String value = environment.get(name);
        if (value == null) {
            problems.add(entry.problem(
                    "OPS-0307",
                    "'" + entry.key() + "' refers to the environment variable " + name + ", which is not set",
                    null));
        }
        return value;
    }

    private String contents(Entry entry, Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            problems.add(entry.problem(
                    "OPS-0307",
                    "'" + entry.key() + "' refers to the file " + file + ", which cannot be read",
                    e.toString()));
            return null;
        }
    }
}
