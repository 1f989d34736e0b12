package io.sabot.ops;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.engine.Sabot;
import io.sabot.sql.script.ApplicationPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A SQL file with its parameters put in. */
public record SqlFile(Path path, String text) {
    private static final Pattern PARAMETER = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_.-]*)(?::-([^}\\n]*))?}");

    /**
     * @param parameters values of <code>${name}</code>; <code>${name:-value}</code> needs none
     * @throws SabotException with every parameter that has no value or no place
     */
    public static SqlFile read(Path path, Map<String, String> parameters) {
        String raw = Sabot.read(path);
        List<Problem> problems = new ArrayList<>();
        Map<String, String> unused = new LinkedHashMap<>(parameters);
        Matcher matcher = PARAMETER.matcher(raw);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            String value = parameters.getOrDefault(name, matcher.group(2));
            unused.remove(name);
            if (value == null) {
                problems.add(problem(path, raw, matcher.start(), matcher.end(), name, parameters));
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(value == null ? "" : value));
        }
        matcher.appendTail(text);
        unused.keySet()
                .forEach(name -> problems.add(Problem.inFile(
                        "OPS-0102", "the parameter '" + name + "' is not in the file", path.toString(), null)));
        if (!problems.isEmpty()) {
            throw new SabotException(ExitCode.CONFIGURATION, problems);
        }
        return new SqlFile(path, text.toString());
    }

    private static Problem problem(
            Path path, String raw, int start, int end, String name, Map<String, String> parameters) {
        int line = (int) raw.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
        int lineStart = raw.lastIndexOf('\n', start - 1) + 1;
        int lineEnd = raw.indexOf('\n', start);
        String source = raw.substring(lineStart, lineEnd < 0 ? raw.length() : lineEnd);
        String nearest = Nearest.hint(name, parameters.keySet());
        return new Problem(
                "OPS-0101",
                "no value for '${" + name + "}'",
                path.toString(),
                line,
                start - lineStart + 1,
                end - lineStart,
                source,
                nearest == null ? "--param " + name + "=…" : nearest);
    }

    /** That relative paths in it start from. */
    public Path directory() {
        return path.toAbsolutePath().getParent();
    }

    /** @throws SabotException with everything that is wrong */
    public ApplicationPlan plan() {
        return Sabot.plan(path.toString(), text, directory());
    }
}
