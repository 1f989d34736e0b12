package io.sabot.ops.server.http;

import io.sabot.engine.BatchIntake;
import io.sabot.engine.Sabot;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.ring.ProducerReply;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The tables' intakes of what clients post, and who the producers are. Any thread. */
final class Intakes {
    /** Who posts without saying who it is; in a cluster each node for itself. */
    private static final String ANONYMOUS = "http";

    /** What is not answered by then may be in the log or not. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private record Key(String application, String table, FormatSpec.Format format) {}

    /** One table's, of one life of its node. */
    static final class Intake {
        private final String anonymous;
        private final Sabot node;
        private final BatchIntake records;
        private final Map<String, ProducerReply> welcomes = new ConcurrentHashMap<>();
        private long nextBatch; // of the anonymous producer

        Intake(Sabot node, BatchIntake records, String anonymous) {
            this.anonymous = anonymous;
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
            ProducerReply welcome = welcomes.get(producer);
            if (welcome == null || epoch != 0 && welcome.epoch() != epoch) {
                welcome = hello(producer, epoch);
                if (!welcome.isGood()) {
                    return welcome;
                }
            }
            ProducerReply reply = answer(records.send(welcome, batch, bytes));
            if (!reply.isGood()) {
                welcomes.remove(producer);
            }
            return reply;
        }

        /** Posts records of somebody who does not number batches, in as many as are needed. @return the first bad answer, or the last */
        synchronized ProducerReply sendAnonymous(byte[] bytes) throws TimeoutException, InterruptedException {
            if (nextBatch == 0) {
                ProducerReply welcome = hello(anonymous, 0);
                if (!welcome.isGood()) {
                    return welcome;
                }
                nextBatch = welcome.batch() + 1;
            }
            int from = 0;
            ProducerReply reply;
            do {
                byte[] rest = from == 0 ? bytes : Arrays.copyOfRange(bytes, from, bytes.length);
                int count = records.fitting(rest, rest.length);
                if (count == 0) {
                    count = rest.length; // one record that is too long: the answer says so
                }
                reply = send(anonymous, 0, nextBatch, count == rest.length ? rest : Arrays.copyOf(rest, count));
                if (reply.isGood()) {
                    nextBatch++;
                } else {
                    nextBatch = 0; // somebody else may be this producer as well
                }
                from += count;
            } while (reply.isGood() && from < bytes.length);
            return reply;
        }

        private static ProducerReply answer(CompletableFuture<ProducerReply> reply)
                throws TimeoutException, InterruptedException {
            try {
                return reply.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
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
        return intakes.compute(
                new Key(application, table, format.format()),
                (key, known) -> known != null && known.node == node
                        ? known
                        : new Intake(node, nodes.intake(node, application, table, format), anonymous));
    }
}
