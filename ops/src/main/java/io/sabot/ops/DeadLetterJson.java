package io.sabot.ops;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.time.Timestamps;
import io.sabot.engine.DeadLetter;
import io.sabot.engine.Sabot;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Dead letters as lines of JSON, which may be corrected and read again. */
final class DeadLetterJson {
    private static final JsonFactory JSON = new JsonFactory();

    private DeadLetterJson() {}

    static String line(DeadLetter letter) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("id", letter.id());
            json.writeStringField("kind", letter.kind().name().toLowerCase(java.util.Locale.ROOT));
            json.writeStringField("table", letter.table());
            json.writeNumberField("entry", letter.seq());
            if (letter.timeNs() != 0) {
                json.writeStringField(
                        "time",
                        Timestamps.appendTimestamp(new StringBuilder(), letter.timeNs())
                                .toString());
            }
            json.writeStringField("place", letter.place());
            json.writeStringField("reason", letter.reason());
            json.writeStringField("cause", letter.cause());
            json.writeNumberField("replays", letter.replays());
            json.writeNumberField("bytes", letter.lengthBytes());
            json.writeStringField("record", new String(letter.bytes(), StandardCharsets.UTF_8));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // to memory: cannot be
        }
        return text + "\n";
    }

    /**
     * Lines with {@code id} and {@code record}; what else they have is passed over.
     *
     * @return records by id
     * @throws SabotException OPS-0602 with the line that is none
     */
    static Map<String, String> read(Path file) {
        Map<String, String> records = new LinkedHashMap<>();
        String[] lines = Sabot.read(file).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                line(file, lines[i], i + 1, records);
            }
        }
        return records;
    }

    private static void line(Path file, String line, int number, Map<String, String> records) {
        String id = null;
        String written = null;
        String wrong = null;
        try (JsonParser json = JSON.createParser(line)) {
            wrong = json.nextToken() == JsonToken.START_OBJECT ? null : "it is no object";
            while (wrong == null && json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("id")) {
                    id = json.getText();
                } else if (name.equals("record")) {
                    written = json.getText();
                }
                json.skipChildren();
            }
        } catch (IOException e) {
            wrong = String.valueOf(e.getMessage()).lines().findFirst().orElse("?");
        }
        if (wrong == null && (id == null || written == null)) {
            wrong = "'" + (id == null ? "id" : "record") + "' is missing";
        }
        if (wrong != null || records.put(id, written) != null) {
            throw new SabotException(
                    ExitCode.CONFIGURATION,
                    List.of(new Problem(
                            "OPS-0602",
                            wrong == null ? id + " is here twice" : "no corrected record: " + wrong,
                            file.toString(),
                            number,
                            1,
                            line.length(),
                            line,
                            "lines as of sabot dlq show --format json, with another 'record'")));
        }
    }
}
