package io.sabot.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Where a producer's rows go.
 *
 * @param nodes base addresses of servers, {@code http://host:port}; of a cluster all its nodes, the preferred one first
 * @param producer name that stays with the producer over restarts, unique within the table
 * @param epoch which life of the producer this is, 0 for the one that it is in; a newer one shuts out the older
 * @param contentType of the records: {@code application/x-ndjson} or {@code text/csv}
 * @param token of the servers, or null
 * @param windowBatches how many batches may wait for their acknowledgement
 * @param answerTimeout after which a node is taken to be away, and the next one is asked; the batch may be in the log or not
 * @param giveUpAfter no node has answered for so long
 */
public record ProducerConfig(
        List<URI> nodes,
        String application,
        String table,
        String producer,
        int epoch,
        String contentType,
        String token,
        int windowBatches,
        Duration answerTimeout,
        Duration giveUpAfter) {
    public static final String NDJSON = "application/x-ndjson";
    public static final String CSV = "text/csv";

    public ProducerConfig {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("a producer needs the address of at least one server");
        }
        if (!producer.matches("\\S{1,128}")) {
            throw new IllegalArgumentException("a producer's name has 1 to 128 characters, none of them blank");
        }
        if (epoch < 0 || windowBatches < 1) {
            throw new IllegalArgumentException("epoch " + epoch + ", window of " + windowBatches + " batches");
        }
    }

    /** NDJSON, no token, a window of 256 batches, 10 seconds for an answer, 2 minutes for the cluster to come back. */
    public static ProducerConfig of(List<URI> nodes, String application, String table, String producer) {
        return new ProducerConfig(
                nodes,
                application,
                table,
                producer,
                0,
                NDJSON,
                null,
                256,
                Duration.ofSeconds(10),
                Duration.ofMinutes(2));
    }

    public ProducerConfig withEpoch(int newEpoch) {
        return new ProducerConfig(
                nodes,
                application,
                table,
                producer,
                newEpoch,
                contentType,
                token,
                windowBatches,
                answerTimeout,
                giveUpAfter);
    }

    public ProducerConfig withContentType(String newContentType) {
        return new ProducerConfig(
                nodes,
                application,
                table,
                producer,
                epoch,
                newContentType,
                token,
                windowBatches,
                answerTimeout,
                giveUpAfter);
    }

    public ProducerConfig withToken(String newToken) {
        return new ProducerConfig(
                nodes,
                application,
                table,
                producer,
                epoch,
                contentType,
                newToken,
                windowBatches,
                answerTimeout,
                giveUpAfter);
    }

    public ProducerConfig withWindowBatches(int newWindowBatches) {
        return new ProducerConfig(
                nodes,
                application,
                table,
                producer,
                epoch,
                contentType,
                token,
                newWindowBatches,
                answerTimeout,
                giveUpAfter);
    }

    public ProducerConfig withTimeouts(Duration newAnswerTimeout, Duration newGiveUpAfter) {
        return new ProducerConfig(
                nodes,
                application,
                table,
                producer,
                epoch,
                contentType,
                token,
                windowBatches,
                newAnswerTimeout,
                newGiveUpAfter);
    }
}
