package io.sabot.ops.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sabot.ops.server.ServerConfig;
import io.sabot.ops.server.supervise.Supervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    @TempDir
    Path directory;

    private static JsonNode description() throws IOException {
        return new YAMLMapper().readTree(HttpServer.openApi());
    }

    @Test
    void shouldDescribeEveryRouteAndNoOther() throws IOException {
        Set<String> described = new TreeSet<>();
        description().path("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        try (Supervisor supervisor = new Supervisor(unit -> {})) {
            List<String> routes = new HttpServer(ServerConfig.in(directory), null, supervisor, null).routes();
            assertThat(routes).doesNotHaveDuplicates();
            assertThat(described).isEqualTo(new TreeSet<>(routes)).isNotEmpty();
        }
    }

    @Test
    void shouldReferToWhatThereIs() throws IOException {
        JsonNode description = description();
        List<JsonNode> references = description.findValues("$ref");
        assertThat(references).isNotEmpty().allSatisfy(reference -> assertThat(
                        description.at(reference.asText().substring(1)).isMissingNode())
                .as(reference.asText())
                .isFalse());
    }

    @Test
    void shouldNameTheParametersOfEveryPath() throws IOException {
        JsonNode description = description();
        description.path("paths").properties().forEach(path -> {
            Set<String> named = new TreeSet<>();
            path.getValue().path("parameters").forEach(parameter -> {
                JsonNode resolved = parameter.has("$ref")
                        ? description.at(parameter.path("$ref").asText().substring(1))
                        : parameter;
                named.add(resolved.path("name").asText());
            });
            Set<String> inPath = new TreeSet<>();
            Pattern.compile("\\{(\\w+)}").matcher(path.getKey()).results().forEach(match -> inPath.add(match.group(1)));
            assertThat(named).as(path.getKey()).isEqualTo(inPath);
        });
    }
}
