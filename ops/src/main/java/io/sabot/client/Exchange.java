package io.sabot.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A producer's requests to whichever node answers. One thread at a time. */
final class Exchange {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final long PAUSE_MS = 50;
    private static final Pattern ANSWER = Pattern.compile("\"answer\"\\s*:\\s*\"(\\w+)\"");

    /**
     * What a node has said.
     *
     * @param answer of the protocol, or empty
     */
    record Reply(int status, String answer, String body) {
        /** @return -1 if it was not said */
        long number(String name) {
            Matcher matcher =
                    Pattern.compile("\"" + name + "\"\\s*:\\s*(-?\\d+)").matcher(body);
            return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
        }
    }

    private final ProducerConfig config;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private int node;

    Exchange(ProducerConfig config) {
        this.config = config;
    }

    Reply hello() throws InterruptedException {
        return ask(request("/producers/" + config.producer()).PUT(HttpRequest.BodyPublishers.noBody()));
    }

    /**
     * Asks until there is an answer about these batches: to the first that is not acknowledged, or to the last.
     *
     * @param first number of the first; the others follow it
     */
    Reply send(long first, List<byte[]> batches) throws InterruptedException {
        HttpRequest.Builder request = request("/rows")
                .header("Content-Type", config.contentType())
                .header("Sabot-Producer", config.producer())
                .header("Sabot-Batch", Long.toString(first));
        if (batches.size() > 1) {
            request.header(
                    "Sabot-Batch-Lengths",
                    batches.stream()
                            .map(batch -> Integer.toString(batch.length))
                            .collect(Collectors.joining(",")));
        }
        return ask(request.POST(HttpRequest.BodyPublishers.ofByteArrays(batches)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(config.answerTimeout());
        if (config.token() != null) {
            request.header("Authorization", "Bearer " + config.token());
        }
        return request.header("Sabot-Epoch", Integer.toString(config.epoch()));
    }

    private URI uri(String path) {
        return config.nodes()
                .get(node)
                .resolve("/v1/applications/" + config.application() + "/tables/" + config.table() + path);
    }

    /** Goes round until a node has answered; a node that does not know yet what it is asked may know soon. */
    private Reply ask(HttpRequest.Builder request) throws InterruptedException {
        long beganNs = System.nanoTime();
        String path = request.build().uri().getRawPath();
        while (true) {
            String trouble;
            try {
                HttpResponse<String> response = client.send(
                        request.uri(config.nodes().get(node).resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString());
                Reply reply = reply(response);
                if (!reply.answer().isEmpty() || isFinal(reply.status())) {
                    return reply;
                }
                trouble = response.statusCode() + " " + response.body();
            } catch (IOException e) {
                trouble = e.toString();
            }
            if (System.nanoTime() - beganNs > config.giveUpAfter().toNanos()) {
                throw new ProducerException("no server has taken it for "
                        + config.giveUpAfter().toSeconds() + " s, and the last trouble at "
                        + config.nodes().get(node) + " was: " + trouble);
            }
            node = (node + 1) % config.nodes().size();
            Thread.sleep(PAUSE_MS);
        }
    }

    private static Reply reply(HttpResponse<String> response) {
        Matcher matcher = ANSWER.matcher(response.body());
        return new Reply(response.statusCode(), matcher.find() ? matcher.group(1) : "", response.body());
    }

    /** 404 is not: a node may not have heard yet of an application that the others have. */
    private static boolean isFinal(int status) {
        return status == 200 || status >= 400 && status < 500 && status != 404;
    }
}
