package io.sabot.ops;

import io.sabot.sql.script.ApplicationPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** All errors of a file, or none. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Checks a SQL file and reports everything that is wrong with it.",
        footerHeading = "%nExample:%n",
        footer = "  sabot validate rules.sql")
final class ValidateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE.sql", description = "The file to check.")
    private Path file;

    @Option(names = "--param", paramLabel = "name=value", description = "Value for $${name} in the file.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Override
    public Integer call() {
        ApplicationPlan plan = SqlFile.read(file, parameters).plan();
        System.out.println(file + ": ok, " + Counted.of(plan.tables().size(), "table", "tables") + ", "
                + Counted.of(plan.queries().size(), "query", "queries"));
        return 0;
    }
}
