package io.sabot.ops.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one node has computed from {@link Trades}.
 *
 * @param outputs text of each output by name, as a client gets it
 * @param file what the sink that is a file has
 */
record Results(Map<String, String> outputs, String file) {
    private static final Pattern COUNT = Pattern.compile("\"(\\w+)\"\\s*:\\s*(\\d+)");
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER)
            .build();

    /**
     * Without outputs while the node does not answer.
     *
     * @param token of the server, or null
     * @param files the node's directory of files
     */
    static Results of(URI node, String token, Path files) throws IOException, InterruptedException {
        Path file = files.resolve(Trades.FILE);
        return new Results(outputs(node, token), Files.exists(file) ? Files.readString(file) : "");
    }

    private static Map<String, String> outputs(URI node, String token) throws InterruptedException {
        Map<String, String> texts = new TreeMap<>();
        String path = "/v1/applications/" + Trades.APPLICATION + "/outputs";
        try {
            HttpResponse<String> list = get(node.resolve(path), token);
            if (list.statusCode() == 200) {
                Matcher names = COUNT.matcher(list.body());
                while (names.find()) {
                    String name = names.group(1);
                    texts.put(
                            name,
                            get(node.resolve(path + "/" + name + "?limit=100000"), token)
                                    .body());
                }
            }
        } catch (IOException e) {
            return Map.of(); // it is starting
        }
        return texts;
    }

    private static HttpResponse<String> get(URI uri, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    int rows(String output) {
        return (int) outputs.getOrDefault(output, "").lines().count();
    }

    void assertNumbered() {
        assertThat(outputs.keySet()).containsExactlyInAnyOrder("dips", "large", "blocks", Trades.KEPT);
        outputs.forEach((name, text) -> {
            List<String> lines = text.lines().toList();
            assertThat(lines).as(name).isNotEmpty();
            for (int i = 0; i < lines.size(); i++) {
                assertThat(lines.get(i)).startsWith("{\"output\":" + (i + 1) + ",");
            }
        });
    }
}
