package io.sabot.ops;

import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.Explain;
import io.sabot.sql.script.ExplainPattern;
import io.sabot.sql.script.QueryPlan;
import java.io.IOException;
import java.nio.file.Files;
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

    @Option(
            names = "--graphs",
            paramLabel = "DIR",
            description = "Writes the automaton of each pattern there, as QUERY-N.dot for Graphviz.")
    private Path graphs;

    @Override
    public Integer call() throws IOException {
        ApplicationPlan plan = SqlFile.read(file, parameters).plan();
        String separator = "";
        for (String text : plan.explained()) {
            System.out.print(separator + text);
            separator = "\n";
        }
        for (QueryPlan query : plan.queries()) {
            System.out.print(separator + Explain.text(query));
            separator = "\n";
            if (graphs != null) {
                writeGraphs(query);
            }
        }
        return 0;
    }

    private void writeGraphs(QueryPlan query) throws IOException {
        Files.createDirectories(graphs);
        int number = 1;
        for (String graph : ExplainPattern.graphs(query)) {
            Files.writeString(graphs.resolve(query.name() + "-" + number++ + ".dot"), graph);
        }
    }
}
