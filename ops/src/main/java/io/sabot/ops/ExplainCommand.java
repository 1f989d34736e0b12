package io.sabot.ops;

import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.Explain;
import io.sabot.sql.script.QueryPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The plans of a file's queries. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Shows how the queries of a SQL file will run: plans, operators, state, when results are final.",
        footerHeading = "%nExample:%n",
        footer = "  sabot explain rules.sql")
final class ExplainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE.sql", description = "The file to explain.")
    private Path file;

    @Option(names = "--param", paramLabel = "name=value", description = "Value for $${name} in the file.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Override
    public Integer call() {
        ApplicationPlan plan = SqlFile.read(file, parameters).plan();
        String separator = "";
        for (String text : plan.explained()) {
            System.out.print(separator + text);
            separator = "\n";
        }
        for (QueryPlan query : plan.queries()) {
            System.out.print(separator + Explain.text(query));
            separator = "\n";
        }
        return 0;
    }
}
