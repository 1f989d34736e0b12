package io.sabot.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.ops.config.ByteSizes;
import io.sabot.ops.server.supervise.RestartPolicy;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a server something to run. */
@Command(
        name = "deploy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Has a server run a SQL file, or a new version of one that it runs.",
            "What is not said about a new version stays as it was."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  sabot deploy rules.sql", "  sabot deploy rules.sql --name eu --param region=eu --cpu 0.5 --replace"
        })
final class DeployCommand implements Callable<Integer> {
    private static final String SUFFIX = ".sql";

    private final PrintStream out;

    @Parameters(paramLabel = "FILE.sql", description = "The file.")
    private Path file;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the application. Default: the file's.")
    private String name;

    @Option(names = "--param", paramLabel = "name=value", description = "Value for $${name} in the file.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--set", paramLabel = "key=value", description = "A setting, as SET in the file.")
    private Map<String, String> settings;

    @Option(names = "--group", paramLabel = "NAME", description = "Applications of a group may be restarted together.")
    private String group;

    @Option(
            names = "--restart",
            paramLabel = "POLICY",
            description = "When it is started again: ${COMPLETION-CANDIDATES}.")
    private RestartPolicy restart;

    @Option(names = "--cpu", paramLabel = "CORES", description = "Processors that it may use on average, as in 0.5.")
    private Double cpu;

    @Option(names = "--state", paramLabel = "SIZE", description = "Memory for its state, as in 64MB.")
    private String state;

    @ArgGroup
    private Takeover takeover; // null: not said

    /** How a version that computes something else takes over. */
    static final class Takeover {
        @Option(names = "--upgrade", description = "Results so far stay, and new ones follow them (default).")
        private boolean isUpgrade;

        @Option(names = "--replace", description = "Results are dropped and made anew from all of the log.")
        private boolean isReplacement;

        String word() {
            assert isUpgrade != isReplacement : "one of a group";
            return isReplacement ? "replace" : "upgrade";
        }
    }

    DeployCommand() {
        this(Standard.out());
    }

    DeployCommand(OutputStream out) {
        this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    @Override
    public Integer call() {
        SqlFile sql = SqlFile.read(file, parameters);
        String application = name != null ? name : nameOf(file);
        JsonNode result = ask(sql, application);
        print(result);
        String came = result.path("state").asText();
        boolean isGivenUp = came.equals("GIVEN_UP");
        boolean isWell = !came.equals("FAILED") && !came.equals("RESTARTING") && !isGivenUp;
        if (isGivenUp) {
            System.err.println("sabot: version " + result.path("version").asInt() + " of " + application
                    + " is given up, the one before goes on: "
                    + result.path("reason").asText());
        } else if (!isWell) {
            System.err.println("sabot: " + application + " is " + came.toLowerCase(Locale.ROOT) + ": "
                    + result.path("reason").asText());
        }
        return (isWell ? ExitCode.DONE : ExitCode.FAILED).code();
    }

    private static String nameOf(Path file) {
        String last = file.getFileName().toString();
        return last.endsWith(SUFFIX) ? last.substring(0, last.length() - SUFFIX.length()) : last;
    }

    private JsonNode ask(SqlFile sql, String application) {
        String how = takeover == null ? "upgrade" : takeover.word();
        ServerClient client = server.connect();
        try {
            return client.ask(
                    "PUT",
                    ServerClient.application(application) + "?takeover=" + how,
                    ServerClient.JSON,
                    body(sql).toString());
        } catch (SabotException e) {
            List<Problem> problems = e.problems().stream()
                    .map(problem -> placed(problem, sql, application + SUFFIX))
                    .toList();
            throw new SabotException(e.exitCode(), problems, e);
        }
    }

    private ObjectNode body(SqlFile sql) {
        ObjectNode body = ServerClient.MAPPER.createObjectNode();
        body.put("sql", sql.text());
        if (settings != null) {
            body.set("settings", ServerClient.MAPPER.valueToTree(settings));
        }
        if (group != null) {
            body.put("group", group);
        }
        if (restart != null) {
            body.put("restart", restart.name());
        }
        if (cpu != null || state != null) {
            ObjectNode budget = body.putObject("budget");
            budget.put("cpu", cpu);
            budget.put("stateBytes", state == null ? null : stateBytes(state));
        }
        return body;
    }

    private static long stateBytes(String text) {
        long bytes = ByteSizes.parse(text);
        if (bytes < 0) {
            throw SabotException.configuration("OPS-0443", "'" + text + "' is no size", "as in 64MB or 64MiB");
        }
        return bytes;
    }

    /** The server knows neither where the file is, nor its lines. */
    private Problem placed(Problem problem, SqlFile sql, String nameThere) {
        if (problem.file() == null || !problem.file().equals(nameThere)) {
            return problem;
        }
        String line = problem.line() == 0
                ? null
                : sql.text().lines().skip(problem.line() - 1L).findFirst().orElse("");
        return new Problem(
                problem.code(),
                problem.message(),
                file.toString(),
                problem.line(),
                problem.column(),
                problem.endColumn(),
                line,
                problem.hint());
    }

    private void print(JsonNode result) {
        out.printf(
                "%s: version %d, %s%n",
                result.path("name").asText(),
                result.path("version").asInt(),
                result.path("state").asText().toLowerCase(Locale.ROOT).replace('_', ' '));
        result.path("queries")
                .forEach(query -> out.printf(
                        "  %-20s %s%n",
                        query.path("query").asText(),
                        query.path("change").asText().toLowerCase(Locale.ROOT)));
        if (!result.path("isNew").asBoolean()) {
            out.println(stateOf(result));
        }
        if (result.path("state").asText().equals("BUILDING")) {
            out.println("The version before goes on until then: 'sabot jobs' shows how far it is.");
        }
    }

    private static String stateOf(JsonNode result) {
        if (result.path("carriesState").asBoolean()) {
            return "It goes on from the state of the version before.";
        }
        String results = result.path("takeover").asText().equals("REPLACE")
                ? "results are made anew from it too."
                : "results so far stay.";
        long entries = result.path("replaysEntries").asLong();
        return "State does not carry over: it is made anew from "
                + (entries == 0 ? "the log" : Counted.of(entries, "entry", "entries") + " of the log") + "; " + results;
    }
}
