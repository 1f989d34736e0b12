package io.sabot.ops.server.http;

import io.sabot.core.error.SabotException;
import io.sabot.engine.BatchIntake;
import io.sabot.engine.RecordIntake;
import io.sabot.engine.Sabot;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.ring.ProducerReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The tables' intakes of what clients post, and who the producers are. Any thread. */
final class Intakes {
    /**
     * Who posts without saying who it is: a producer for each kind of batch, because each counts its own; in a cluster each
     * node for itself.
     */
    private static final String ANONYMOUS = "http";

    /** What is not answered by then may be in the log or not. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private static final long POLL_MS = 100;

    private record Key(String application, String table, FormatSpec.Format format, FormatSpec.Header header) {
        String kind(String producer) {
            return (producer + "-" + format + "-" + header).toLowerCase(Locale.ROOT);
        }
    }

    /** One table's, of one life of its node. */
    static final class Intake {
        private final String anonymous;
        private final Sabot node;
        private final BatchIntake records;
        private final boolean hasHeader;
        private final Map<String, ProducerReply> welcomes = new ConcurrentHashMap<>();

        Intake(Sabot node, BatchIntake records, Key key, String anonymous) {
            this.anonymous = key.kind(anonymous);
            this.hasHeader = key.header() == FormatSpec.Header.YES;
            this.node = node;
            this.records = records;
        }

        /** @param epoch 0 for the one in which the producer is */
        ProducerReply hello(String producer, int epoch) throws TimeoutException, InterruptedException {
            ProducerReply reply = answer(records.hello(producer, epoch));
            if (reply.isGood()) {
                welcomes.put(producer, reply);
            }
            return reply;
        }

        ProducerReply send(String producer, int epoch, long batch, byte[] bytes)
                throws TimeoutException, InterruptedException {
            return send(producer, epoch, batch, List.of(bytes));
        }

        /**
         * Sends batches that follow one another, without waiting in between.
         *
         * @param first number of the first
         * @return the answer to the first that was not taken, or to the last
         */
        ProducerReply send(String producer, int epoch, long first, List<byte[]> batches)
                throws TimeoutException, InterruptedException {
            ProducerReply welcome = welcomes.get(producer);
            if (welcome == null || epoch != 0 && welcome.epoch() != epoch) {
                welcome = hello(producer, epoch);
                if (!welcome.isGood()) {
                    return welcome;
                }
            }
            List<CompletableFuture<ProducerReply>> answers = new ArrayList<>(batches.size());
            for (byte[] bytes : batches) {
                answers.add(records.send(welcome, first + answers.size(), bytes));
            }
            ProducerReply reply = welcome;
            for (int i = 0; i < answers.size() && reply.isGood(); i++) {
                reply = answer(answers.get(i));
            }
            if (!reply.isGood()) {
                welcomes.remove(producer);
            }
            return reply;
        }

        /** Posts records of somebody who does not number batches, in as many as are needed. @return the first bad answer, or the last */
        synchronized ProducerReply sendAnonymous(byte[] bytes) throws TimeoutException, InterruptedException {
            ProducerReply welcome = hello(anonymous, 0); // what became of the last may not be known
            if (!welcome.isGood()) {
                return welcome;
            }
            long batch = welcome.batch() + 1;
            byte[] head = Arrays.copyOf(bytes, headLength(bytes));
            int from = head.length;
            ProducerReply reply;
            do {
                byte[] rest = from == head.length ? bytes : join(head, bytes, from);
                int count = records.fitting(rest, rest.length);
                if (count <= head.length) {
                    count = rest.length; // one record that is too long: the answer says so
                }
                reply = send(anonymous, 0, batch, count == rest.length ? rest : Arrays.copyOf(rest, count));
                batch++;
                from += count - head.length;
            } while (reply.isGood() && from < bytes.length);
            return reply;
        }

        /** What every batch begins with. */
        private int headLength(byte[] bytes) {
            int length = 0;
            boolean isInHead = hasHeader;
            while (isInHead && length < bytes.length) {
                isInHead = bytes[length++] != '\n';
            }
            return length;
        }

        private static byte[] join(byte[] head, byte[] bytes, int from) {
            byte[] joined = Arrays.copyOf(head, head.length + bytes.length - from);
            System.arraycopy(bytes, from, joined, head.length, bytes.length - from);
            return joined;
        }

        private boolean isClosed() {
            return records instanceof RecordIntake local && local.isClosed();
        }

        private ProducerReply answer(CompletableFuture<ProducerReply> reply)
                throws TimeoutException, InterruptedException {
            long deadlineNs = System.nanoTime() + ANSWER.toNanos();
            while (true) {
                try {
                    return reply.get(POLL_MS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (isClosed() || System.nanoTime() - deadlineNs >= 0) { // nobody answers any more
                        throw e;
                    }
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                }
            }
        }
    }

    private final Nodes nodes;
    private final String anonymous;
    private final Map<Key, Intake> intakes = new ConcurrentHashMap<>();

    Intakes(Nodes nodes) {
        this.nodes = nodes;
        this.anonymous = nodes.cluster() == null
                ? ANONYMOUS
                : ANONYMOUS + "-" + nodes.cluster().config().nodeId();
    }

    Intake of(String application, String table, FormatSpec format) {
        Sabot node = nodes.running(application);
        requireUnwritten(node, application, table);
        return intakes.compute(
                new Key(application, table.toLowerCase(Locale.ROOT), format.format(), format.header()),
                (key, known) -> known != null && known.node == node
                        ? known
                        : new Intake(node, nodes.intake(node, application, table, format), key, anonymous));
    }

    /** Rows of a query are its own. */
    private static void requireUnwritten(Sabot node, String application, String table) {
        if (node.outputs().keySet().stream().anyMatch(table::equalsIgnoreCase)) {
            throw SabotException.configuration(
                    "OPS-0746",
                    "rows of '" + table + "' are results of a query of '" + application + "'",
                    "GET /v1/applications/" + application + " names the tables that take rows");
        }
    }
}
