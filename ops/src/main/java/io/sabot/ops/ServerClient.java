package io.sabot.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks a server. What it refuses is thrown as this command line would have found it itself. */
final class ServerClient {
    static final String JSON = "application/json";

    static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final byte[] NOTHING = {};

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI server;
    private final String token;

    /** @param token null for none */
    ServerClient(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    /** @param body parsed; missing if it is empty, text if it is no JSON */
    record Answer(int status, JsonNode body) {
        boolean isGood() {
            return status < 300;
        }
    }

    static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String application(String name) {
        return "/v1/applications/" + encode(name);
    }

    JsonNode get(String path) {
        return require(send("GET", path, JSON, NOTHING));
    }

    /** @throws SabotException if the server does not answer, or with an error */
    JsonNode ask(String method, String path, String contentType, String body) {
        return require(send(method, path, contentType, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** @throws SabotException OPS-0441 if nobody answers */
    Answer send(String method, String path, String contentType, byte[] body, String... headers) {
        HttpRequest.Builder request = request(path, headers).header("Content-Type", contentType);
        HttpResponse<byte[]> response = exchange(
                request.method(method, BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), parse(response.body()));
    }

    /** An answer that goes on, for the caller to close. @throws SabotException if it is none */
    InputStream open(String path, String... headers) {
        HttpResponse<InputStream> response = exchange(request(path, headers).build(), BodyHandlers.ofInputStream());
        if (response.statusCode() >= 300) {
            try (InputStream in = response.body()) {
                throw failure(new Answer(response.statusCode(), parse(in.readAllBytes())));
            } catch (IOException e) {
                throw unavailable(e);
            }
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return http.send(request, body);
        } catch (IOException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private SabotException unavailable(Exception e) {
        String cause = e.getMessage() == null ? "" : ": " + e.getMessage();
        return new SabotException(
                ExitCode.UNAVAILABLE,
                List.of(Problem.of(
                        "OPS-0441",
                        "no answer from " + server + cause,
                        "is 'sabot server' running there? --server names another")),
                e);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            return MAPPER.getNodeFactory().textNode(new String(body, StandardCharsets.UTF_8));
        }
    }

    static JsonNode require(Answer answer) {
        if (!answer.isGood()) {
            throw failure(answer);
        }
        return answer.body();
    }

    private static SabotException failure(Answer answer) {
        List<Problem> problems = new ArrayList<>();
        answer.body().path("errors").forEach(error -> problems.add(problem(error)));
        if (problems.isEmpty()) {
            problems.add(
                    Problem.of("OPS-0442", "the server has answered " + answer.status() + ": " + answer.body(), null));
        }
        return new SabotException(code(answer.status()), problems);
    }

    private static Problem problem(JsonNode error) {
        return new Problem(
                error.path("code").asText(),
                error.path("message").asText(),
                error.path("file").asText(null),
                error.path("line").asInt(),
                error.path("column").asInt(),
                error.path("endColumn").asInt(),
                null,
                error.path("hint").asText(null));
    }

    private static ExitCode code(int status) {
        return switch (status) {
            case 400, 401, 404, 413 -> ExitCode.CONFIGURATION;
            case 422 -> ExitCode.BAD_DATA;
            case 503, 504 -> ExitCode.UNAVAILABLE;
            default -> ExitCode.FAILED;
        };
    }
}
