package io.sabot.ops;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows results. */
@Command(
        name = "tap",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the results of an application as they come, a line of JSON each, until they end.",
            "When the connection breaks it goes on behind the last that it has printed."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  sabot tap rules alerts", "  sabot tap rules alerts --after 17 --limit 1"})
final class TapCommand implements Callable<Integer> {
    private static final String ID = "id:";
    private static final String EVENT = "event:";
    private static final String DATA = "data:";
    private static final long PAUSE_MS = 500;

    private final OutputStream out;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "APP", description = "Name of an application.")
    private String application;

    @Parameters(index = "1", paramLabel = "OUTPUT", description = "Table that its queries insert into.")
    private String output;

    @Option(names = "--after", paramLabel = "N", description = "Only results with greater numbers.")
    private long after;

    @Option(names = "--limit", paramLabel = "N", description = "So many results and no more.")
    private long limit = Long.MAX_VALUE;

    private boolean hasEnded;
    private boolean hasBegun;

    TapCommand() {
        this(Standard.out());
    }

    TapCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerClient client = server.connect();
        while (!hasEnded && limit > 0) {
            try {
                follow(client);
            } catch (SabotException e) {
                boolean isAway = e.exitCode() == ExitCode.UNAVAILABLE;
                if (!isAway || !hasBegun) {
                    throw e;
                }
            }
            if (!hasEnded && limit > 0) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        }
        return ExitCode.DONE.code();
    }

    private void follow(ServerClient client) {
        String path = ServerClient.application(application) + "/outputs/" + ServerClient.encode(output);
        try (BufferedReader events = new BufferedReader(new InputStreamReader(
                client.open(path, "Accept", "text/event-stream", "Last-Event-ID", String.valueOf(after)),
                StandardCharsets.UTF_8))) {
            hasBegun = true;
            read(events);
        } catch (IOException e) {
            System.err.println("sabot: the connection is lost, trying again");
        }
    }

    /** Until the connection's end, that of the results, or the limit. */
    private void read(BufferedReader events) throws IOException {
        String id = "";
        String event = "";
        String data = "";
        while (limit > 0) {
            String line = events.readLine();
            if (line == null) {
                return;
            }
            if (line.startsWith(ID)) {
                id = line.substring(ID.length()).trim();
            } else if (line.startsWith(EVENT)) {
                event = line.substring(EVENT.length()).trim();
            } else if (line.startsWith(DATA)) {
                data = line.substring(DATA.length()).trim();
            } else if (line.isEmpty() && event.equals("end")) {
                hasEnded = true;
                return;
            } else if (line.isEmpty() && event.equals("row")) {
                print(id, data);
                event = "";
            }
        }
    }

    private void print(String id, String row) {
        try {
            out.write(("{\"output\":" + id + ",\"row\":" + row + "}\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            hasEnded = true; // nobody reads any more
            limit = 0;
            return;
        }
        after = Long.parseLong(id);
        limit--;
    }
}
