package io.sabot.ops.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a server. */
public final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    public Client(int port) {
        this.port = port;
    }

    /** What a server has answered. */
    public record Answer(int status, String body) {
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }

        /** Code of the first error. */
        public String code() {
            return json().at("/errors/0/code").asText();
        }

        public Answer require(int expected) {
            assertThat(status).as(body).isEqualTo(expected);
            return this;
        }
    }

    private HttpRequest request(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(TIMEOUT)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    /** @throws UncheckedIOException if nobody answers */
    public Answer send(String method, String path, String body, String... headers) {
        try {
            var response = http.send(request(method, path, body, headers), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** An answer that has no end, for the caller to close. */
    public InputStream open(String path, String... headers) throws IOException, InterruptedException {
        return http.send(request("GET", path, null, headers), BodyHandlers.ofInputStream())
                .body();
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path) {
        return send("POST", path, "");
    }

    /** SQL under a name. */
    public Answer deploy(String name, String sql) {
        return send("PUT", "/v1/applications/" + name, sql, "Content-Type", "application/sql");
    }

    public Answer deployJson(String name, String json) {
        return send("PUT", "/v1/applications/" + name, json, "Content-Type", "application/json");
    }

    /** Numbered. */
    public Answer rows(String application, String table, String producer, long batch, String csv) {
        return send(
                "POST",
                "/v1/applications/" + application + "/tables/" + table + "/rows",
                csv,
                "Content-Type",
                "text/csv",
                "Sabot-Producer",
                producer,
                "Sabot-Batch",
                String.valueOf(batch));
    }

    public Answer rows(String application, String table, String csv) {
        return send(
                "POST",
                "/v1/applications/" + application + "/tables/" + table + "/rows",
                csv,
                "Content-Type",
                "text/csv");
    }

    public String state(String application) {
        return get("/v1/applications/" + application).json().path("state").asText();
    }
}
