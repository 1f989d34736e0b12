package io.sabot.ops;

import com.fasterxml.jackson.databind.JsonNode;
import io.sabot.core.error.ExitCode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What a server runs. */
@Command(
        name = "jobs",
        mixinStandardHelpOptions = true,
        description = "Shows the applications of a server, and stops and starts them.",
        footerHeading = "%nExamples:%n",
        footer = {"  sabot jobs", "  sabot jobs rules", "  sabot jobs pause rules"})
final class JobsCommand implements Callable<Integer> {
    private static final String LINE = "%-20s %7s %-10s %-12s %8s %12s %12s  %s%n";
    private static final String NAME = "Name of an application.";

    private final PrintStream out;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "Only this application, with its tables and results.")
    private String name;

    JobsCommand() {
        this(Standard.out());
    }

    JobsCommand(OutputStream out) {
        this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    @Override
    public Integer call() {
        ServerClient client = server.connect();
        if (name == null) {
            print(client.get("/v1/applications"));
        } else {
            printOne(client.get(ServerClient.application(name)));
        }
        return ExitCode.DONE.code();
    }

    private void print(Iterable<JsonNode> applications) {
        out.printf(LINE, "NAME", "VERSION", "STATE", "GROUP", "RESTARTS", "ROWS", "RESULTS", "REASON");
        for (JsonNode application : applications) {
            long results = 0;
            for (JsonNode rows : application.path("outputs")) {
                results += rows.asLong();
            }
            boolean runs = application.has("status");
            out.printf(
                    Locale.ROOT,
                    LINE,
                    application.path("name").asText(),
                    application.path("version").asText(),
                    application.path("state").asText().toLowerCase(Locale.ROOT),
                    application.path("group").asText(),
                    application.path("restarts").asText(),
                    runs ? application.at("/status/rows").asText() : "-",
                    runs ? String.valueOf(results) : "-",
                    reason(application));
        }
    }

    /** Why it does not run, or how it stands with a version that has not taken over. */
    private static String reason(JsonNode application) {
        JsonNode next = application.path("next");
        if (application.has("reason") || next.isMissingNode()) {
            return application.path("reason").asText();
        }
        String version = "version " + next.path("version").asText();
        return next.path("state").asText().equals("BUILDING")
                ? String.format(
                        Locale.ROOT,
                        "%s is being made: %.0f %%, %d entries behind",
                        version,
                        next.path("replayed").asDouble() * 100,
                        next.path("lag").asLong())
                : version + " was given up: " + next.path("reason").asText();
    }

    private void printOne(JsonNode application) {
        print(List.of(application));
        application.path("tables").forEach(table -> out.println("takes rows: " + table.asText()));
        application
                .path("outputs")
                .properties()
                .forEach(output -> out.println("results: " + output.getKey() + ", " + output.getValue()));
        if (application.has("lastFailure")) {
            out.println("last failure: " + application.path("lastFailure").asText());
        }
    }

    private int tell(ServerOptions where, String method, String path) {
        JsonNode now = where.connect().ask(method, path, ServerClient.JSON, "");
        if (now.has("name")) {
            print(List.of(now));
        }
        return ExitCode.DONE.code();
    }

    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Stops an application until it is resumed, over restarts of the server too.")
    int pause(@Mixin ServerOptions where, @Parameters(paramLabel = "NAME", description = NAME) String application) {
        return tell(where, "POST", ServerClient.application(application) + "/pause");
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Starts an application that is paused, has failed or has ended.")
    int resume(@Mixin ServerOptions where, @Parameters(paramLabel = "NAME", description = NAME) String application) {
        return tell(where, "POST", ServerClient.application(application) + "/resume");
    }

    @Command(name = "restart", mixinStandardHelpOptions = true, description = "Stops an application and starts it.")
    int restart(@Mixin ServerOptions where, @Parameters(paramLabel = "NAME", description = NAME) String application) {
        return tell(where, "POST", ServerClient.application(application) + "/restart");
    }

    @Command(
            name = "drop",
            mixinStandardHelpOptions = true,
            description = "Stops an application for good and removes its data.")
    int drop(@Mixin ServerOptions where, @Parameters(paramLabel = "NAME", description = NAME) String application) {
        return tell(where, "DELETE", ServerClient.application(application));
    }
}
