package io.sabot.ops;

import com.fasterxml.jackson.databind.JsonNode;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Posts a file, each record once. */
@Command(
        name = "feed",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Posts a file of CSV or lines of JSON to a table of an application, in numbered batches.",
            "Started again after whatever has stopped it, it goes on where it was: each record is taken once."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sabot feed ticks.csv --header --app rules --table ticks",
            "  sabot feed ticks.ndjson --app rules --table ticks --producer day-2 --end"
        })
final class FeedCommand implements Callable<Integer> {
    private static final long PAUSE_MS = 200;
    private static final byte[] NOTHING = {};

    @Parameters(
            paramLabel = "FILE",
            description = "Lines of JSON if its name ends so (.json, .ndjson, .jsonl), else CSV.")
    private Path file;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--app", required = true, paramLabel = "APP", description = "Name of an application.")
    private String application;

    @Option(names = "--table", required = true, paramLabel = "TABLE", description = "Its table, without connector.")
    private String table;

    @Option(
            names = "--producer",
            paramLabel = "NAME",
            description = "Who numbers the batches. Default: the file's name.")
    private String producer;

    @Option(names = "--header", description = "The first line names the columns.")
    private boolean hasHeader;

    @Option(names = "--end", description = "Says in the end that nobody will post rows to the table any more.")
    private boolean isEnd;

    private ServerClient client;
    private boolean hasBegun;

    @Override
    public Integer call() throws IOException, InterruptedException {
        client = server.connect();
        if (producer == null) {
            producer = file.getFileName().toString().replaceAll("\\s", "_");
        }
        boolean isJson = file.toString().matches("(?i).*\\.(json|ndjson|jsonl)");
        String type = isJson ? "application/x-ndjson" : hasHeader ? "text/csv; header=present" : "text/csv";
        try (RecordBatches batches = new RecordBatches(
                new BufferedInputStream(Files.newInputStream(file), 1 << 16), !isJson, hasHeader && !isJson)) {
            long last = hello();
            long sent = feed(batches, last, type);
            System.err.println(
                    "sabot: " + sent + " batches are in the log, " + Math.min(last, sent) + " of them were before");
        } catch (NoSuchFileException e) {
            throw SabotException.configuration("OPS-0444", "there is no file " + file, null);
        }
        if (isEnd) {
            ServerClient.require(send("POST", "/end", ServerClient.JSON, NOTHING));
        }
        return ExitCode.DONE.code();
    }

    private String path(String rest) {
        return ServerClient.application(application) + "/tables/" + ServerClient.encode(table) + rest;
    }

    /** @return the last batch that is in the log */
    private long hello() throws InterruptedException {
        JsonNode welcome = ServerClient.require(
                send("PUT", "/producers/" + ServerClient.encode(producer), ServerClient.JSON, NOTHING));
        return welcome.path("lastBatch").asLong();
    }

    /** The last that is in the log goes again: if it is another one now, the file has changed. */
    private long feed(RecordBatches batches, long last, String type) throws IOException, InterruptedException {
        long number = 0;
        for (byte[] batch = batches.next(); batch != null; batch = batches.next()) {
            number++;
            if (number >= last) {
                post(number, batch, type);
            }
        }
        if (number < last) {
            throw changed(number + 1);
        }
        return number;
    }

    private void post(long number, byte[] batch, String type) throws InterruptedException {
        ServerClient.Answer answer =
                send("POST", "/rows", type, batch, "Sabot-Producer", producer, "Sabot-Batch", String.valueOf(number));
        String kind = answer.body().path("answer").asText();
        if (kind.equals("SEQ_REUSED")) {
            throw changed(number);
        }
        if (!answer.isGood() && !kind.isEmpty()) {
            throw new SabotException(
                    ExitCode.FAILED,
                    List.of(Problem.of(
                            "OPS-0445",
                            "batch " + number + " of producer '" + producer + "' was refused: " + kind,
                            "docs/producers.md says what that means")));
        }
        ServerClient.require(answer);
    }

    private SabotException changed(long number) {
        return new SabotException(
                ExitCode.FAILED,
                List.of(Problem.of(
                        "OPS-0446",
                        "batch " + number + " of producer '" + producer + "' was another one: " + file
                                + " has changed since, or was not what the producer has sent",
                        "post what is new as a file of its own, with another --producer")));
    }

    /** Waits for a server, or an application, that is away for a while. */
    private ServerClient.Answer send(String method, String rest, String type, byte[] body, String... headers)
            throws InterruptedException {
        while (true) {
            try {
                ServerClient.Answer answer = client.send(method, path(rest), type, body, headers);
                if (!hasBegun || answer.status() != 503 && answer.status() != 504) {
                    hasBegun |= answer.isGood();
                    return answer;
                }
            } catch (SabotException e) {
                if (!hasBegun) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
    }
}
