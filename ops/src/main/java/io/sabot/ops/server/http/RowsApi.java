package io.sabot.ops.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.format.FormatSpec.Header;
import io.sabot.ingest.ring.ProducerReply;
import io.sabot.ops.server.supervise.ApplicationUnit;
import io.sabot.ops.server.supervise.UnitState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Rows that clients post. */
final class RowsApi {
    static final String PRODUCER = "Sabot-Producer";
    static final String EPOCH = "Sabot-Epoch";
    static final String BATCH = "Sabot-Batch";
    static final String LENGTHS = "Sabot-Batch-Lengths";

    private static final int MAX_BATCHES = 1024;
    private static final long MAX_LENGTH = Integer.MAX_VALUE;

    private static final Pattern HEADER_PRESENT =
            Pattern.compile(";\\s*header\\s*=\\s*\"?present\\b", Pattern.CASE_INSENSITIVE);

    private final Nodes nodes;
    private final Intakes intakes;
    private final TakenTables tables;

    RowsApi(Nodes nodes) {
        this.nodes = nodes;
        this.intakes = new Intakes(nodes);
        this.tables = new TakenTables(nodes.applications());
    }

    void add(RoutesConfig routes) {
        routes.post("/v1/applications/{application}/tables/{table}/rows", this::post);
        routes.post("/v1/applications/{application}/tables/{table}/end", this::end);
        routes.put("/v1/applications/{application}/tables/{table}/producers/{producer}", this::hello);
        routes.post("/v1/tables/{table}/rows", this::postToAll);
    }

    /** What became of a batch. */
    record Answer(String answer, Long batch, Long value) {
        static Answer of(ProducerReply reply) {
            return new Answer(reply.kind().name(), reply.batch() == 0 ? null : reply.batch(), reply.value());
        }
    }

    record Welcome(int epoch, long lastBatch, long formerLastBatch) {}

    private void post(Context ctx) throws InterruptedException {
        ProducerReply reply = send(ctx, ctx.pathParam("application"));
        if (reply != null) {
            ctx.status(status(reply));
            Json.answer(ctx, Answer.of(reply));
        }
    }

    /**
     * To every application that has such a table; each has a numbered batch once, however often it comes. Those that are
     * about to run are waited for by the client, and those that do not run are left out, and the answer says so.
     */
    private void postToAll(Context ctx) throws InterruptedException {
        List<ApplicationUnit> wanting = wanting(ctx.pathParam("table"));
        Map<String, Answer> answers = new LinkedHashMap<>();
        int status = 0;
        for (ApplicationUnit unit : wanting) {
            if (unit.state() == UnitState.RUNNING) {
                ProducerReply reply = send(ctx, unit.name());
                if (reply == null) {
                    return;
                }
                answers.put(unit.name(), Answer.of(reply));
                status = Math.max(status, status(reply));
            } else {
                answers.put(unit.name(), new Answer(unit.state().name(), null, null));
            }
        }
        ctx.status(status == 0 ? 503 : status);
        Json.answer(ctx, answers);
    }

    private List<ApplicationUnit> wanting(String table) {
        List<ApplicationUnit> wanting = nodes.applications().all().stream()
                .filter(deployment -> tables.isTaken(deployment, table))
                .map(deployment -> nodes.unit(deployment.name()))
                .toList();
        if (wanting.isEmpty()) {
            throw SabotException.configuration(
                    "ENG-0110", "no application takes rows for a table '" + table + "'", null);
        }
        wanting.stream().filter(RowsApi::isAboutToRun).findFirst().ifPresent(unit -> {
            throw Nodes.notRunning(unit.name(), unit.state().name(), unit.reason());
        });
        return wanting;
    }

    private static boolean isAboutToRun(ApplicationUnit unit) {
        return switch (unit.state()) {
            case STARTING, RESTARTING, STOPPING -> true;
            case RUNNING, ENDED, FAILED, PAUSED, STOPPED -> false;
        };
    }

    /** Null if the answer was given. */
    private ProducerReply send(Context ctx, String application) throws InterruptedException {
        Intakes.Intake intake = intakes.of(application, ctx.pathParam("table"), format(ctx));
        String producer = ctx.header(PRODUCER);
        String batch = ctx.header(BATCH);
        if ((producer == null) != (batch == null) || producer == null && ctx.header(LENGTHS) != null) {
            throw SabotException.configuration(
                    "OPS-0722",
                    "a numbered batch has both headers, " + PRODUCER + " and " + BATCH,
                    "leave both out to post rows that may come twice when you send them again");
        }
        try {
            return producer == null
                    ? intake.sendAnonymous(ctx.bodyAsBytes())
                    : intake.send(
                            producer,
                            (int) number(EPOCH, ctx.header(EPOCH), 0, Integer.MAX_VALUE),
                            number(BATCH, batch, 1, Long.MAX_VALUE),
                            batches(ctx.bodyAsBytes(), ctx.header(LENGTHS)));
        } catch (TimeoutException e) {
            ApiErrors.answer(
                    ctx,
                    504,
                    List.of(Problem.of(
                            "OPS-0723",
                            "no answer yet: the rows may be in the log, or not",
                            producer == null ? null : "send the batch again, unchanged")));
            return null;
        }
    }

    /** The bytes as batches that follow one another. */
    private static List<byte[]> batches(byte[] bytes, String lengths) {
        if (lengths == null) {
            return List.of(bytes);
        }
        String[] each = lengths.split(",", -1);
        if (each.length > MAX_BATCHES) {
            throw wrongLengths("there are more than " + MAX_BATCHES + " batches in one request");
        }
        long[] ends = new long[each.length];
        long end = 0;
        for (int i = 0; i < each.length; i++) {
            end += number(LENGTHS, each[i].strip(), 0, MAX_LENGTH);
            ends[i] = end;
        }
        if (end != bytes.length) {
            throw wrongLengths("the batches have " + end + " bytes together, and the body has " + bytes.length);
        }
        List<byte[]> batches = new ArrayList<>(each.length);
        for (int i = 0; i < each.length; i++) {
            batches.add(Arrays.copyOfRange(bytes, i == 0 ? 0 : (int) ends[i - 1], (int) ends[i]));
        }
        return batches;
    }

    private static SabotException wrongLengths(String message) {
        return SabotException.configuration(
                "OPS-0759", message, LENGTHS + " says how many bytes of the body each batch has, separated by commas");
    }

    private static long number(String header, String value, long min, long max) {
        if (value == null) {
            return min;
        }
        if (!value.matches("\\d{1,18}") || Long.parseLong(value) < min || Long.parseLong(value) > max) {
            throw SabotException.configuration(
                    "OPS-0724",
                    "the header " + header + " takes a number from " + min + " on, not '" + value + "'",
                    null);
        }
        return Long.parseLong(value);
    }

    private static FormatSpec format(Context ctx) {
        String type = ctx.contentType();
        String plain = type == null ? "" : type.replaceAll(";.*", "").strip();
        return switch (plain) {
            case "", "application/x-ndjson", "application/json", "application/x-www-form-urlencoded" ->
                FormatSpec.json();
            case "text/csv" -> FormatSpec.csv().withHeader(hasHeader(type) ? Header.YES : Header.NO);
            default ->
                throw SabotException.configuration(
                        "OPS-0725",
                        "rows of type '" + plain + "' cannot be read",
                        "post application/x-ndjson or text/csv");
        };
    }

    /** RFC 4180, 3: the type's parameter says it. */
    private static boolean hasHeader(String type) {
        return HEADER_PRESENT.matcher(type).find();
    }

    private static int status(ProducerReply reply) {
        return switch (reply.kind()) {
            case WELCOME, ACK -> 200;
            case GAP, SEQ_REUSED, FENCED, UNKNOWN_PRODUCER -> 409;
            case TOO_LARGE -> 413;
            case TOO_MANY_PRODUCERS -> 429;
            case ENDED -> 410;
        };
    }

    private void hello(Context ctx) throws InterruptedException, TimeoutException {
        Intakes.Intake intake = intakes.of(ctx.pathParam("application"), ctx.pathParam("table"), FormatSpec.json());
        int epoch = (int) number(EPOCH, ctx.header(EPOCH), 0, Integer.MAX_VALUE);
        ProducerReply reply = intake.hello(ctx.pathParam("producer"), epoch);
        ctx.status(status(reply));
        Json.answer(ctx, reply.isGood() ? new Welcome(reply.epoch(), reply.batch(), reply.value()) : Answer.of(reply));
    }

    private void end(Context ctx) throws InterruptedException {
        nodes.end(ctx.pathParam("application"), ctx.pathParam("table"));
        ctx.status(202);
    }
}
