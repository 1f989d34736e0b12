package io.sabot.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What a command asks a server. */
final class NodeRequests {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI server;
    private final String token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    /** @param token null if the server has none */
    NodeRequests(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    URI server() {
        return server;
    }

    JsonNode get(String path) throws InterruptedException {
        return json("GET", path);
    }

    JsonNode post(String path) throws InterruptedException {
        return json("POST", path);
    }

    private JsonNode json(String method, String path) throws InterruptedException {
        try (InputStream body = stream(method, path)) {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /**
     * The body as it comes.
     *
     * @throws SabotException OPS-0750 if nobody answers; what the server has said if it refuses
     */
    InputStream stream(String method, String path) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(ANSWER)
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() >= 300) {
                try (InputStream body = response.body()) {
                    throw refused(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            return response.body();
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private SabotException unreachable(IOException e) {
        return new SabotException(
                ExitCode.UNAVAILABLE,
                List.of(Problem.of(
                        "OPS-0750",
                        "no answer from " + server + ": " + e,
                        "is 'sabot server' running there? --server")),
                e);
    }

    private SabotException refused(int status, String body) {
        String code = "OPS-0751";
        String message = server + " answers " + status + ": " + body;
        String hint = null;
        try {
            JsonNode first = JSON.readTree(body).path("errors").path(0);
            if (first.has("code")) {
                code = first.path("code").asText();
                message = first.path("message").asText();
                hint = first.path("hint").isTextual() ? first.path("hint").asText() : null;
            }
        } catch (JsonProcessingException e) {
            hint = "the answer is not JSON: is it a Sabot server?";
        }
        return new SabotException(ExitCode.UNAVAILABLE, List.of(Problem.of(code, message, hint)));
    }
}
