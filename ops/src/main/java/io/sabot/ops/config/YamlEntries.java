package io.sabot.ops.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.engine.Sabot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Reads {@code sabot.yaml}: sections in sections, or keys with dots, or both; every entry with its place. */
final class YamlEntries {
    private static final YAMLFactory YAML = new YAMLFactory();

    private final String file;
    private final String[] lines;
    private final List<Problem> problems;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private YamlEntries(String file, String text, List<Problem> problems) {
        this.file = file;
        this.lines = text.split("\n", -1);
        this.problems = problems;
    }

    /**
     * @param problems those of the contents are added
     * @throws SabotException if the file cannot be read
     */
    static List<Entry> of(Path path, List<Problem> problems) {
        String text = Sabot.read(path);
        YamlEntries reader = new YamlEntries(path.toString(), text, problems);
        try (YAMLParser parser = YAML.createParser(text)) {
            reader.document(parser);
        } catch (JsonProcessingException e) {
            reader.syntax(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of text in memory: cannot be
        }
        return new ArrayList<>(reader.entries.values());
    }

    private void syntax(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        JsonLocation at = e.getLocation();
        int line = at == null ? 0 : at.getLineNr();
        problems.add(new Problem(
                "OPS-0303",
                "this is not YAML: " + message.lines().findFirst().orElse("?"),
                file,
                line,
                at == null ? 0 : at.getColumnNr(),
                at == null ? 0 : at.getColumnNr(),
                line(line),
                null));
    }

    private String line(int number) {
        return number < 1 || number > lines.length ? null : lines[number - 1];
    }

    private void document(YAMLParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return; // comments only
        }
        if (first != JsonToken.START_OBJECT) {
            problems.add(problem(
                    "OPS-0305", "keys with values are expected here", parser, 1, "such as 'server.port: 8080'"));
            return;
        }
        section("", parser);
        if (parser.nextToken() != null) {
            problems.add(problem("OPS-0305", "there is a second document", parser, 1, "one is read"));
        }
    }

    private void section(String prefix, YAMLParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = prefix + parser.currentName().toLowerCase(Locale.ROOT);
            JsonLocation place = parser.currentTokenLocation();
            Origin origin = new Origin(Origin.Layer.FILE, file, place.getLineNr(), place.getColumnNr());
            value(new Entry(name, null, origin, line(place.getLineNr())), parser);
        }
    }

    private void value(Entry key, YAMLParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (parser.isCurrentAlias()) {
            problems.add(key.problem("OPS-0305", "an alias is not read", "write the value"));
        } else if (token == JsonToken.START_OBJECT) {
            object(key, parser);
        } else if (token == JsonToken.START_ARRAY) {
            list(key, parser);
        } else if (token == JsonToken.VALUE_NULL) {
            if (!ConfigurationKeys.isSection(key.key())) {
                problems.add(
                        key.problem("OPS-0302", "'" + key.key() + "' has no value", "leave it out for the default"));
            }
        } else {
            add(key, parser.getText());
        }
    }

    private void object(Entry key, YAMLParser parser) throws IOException {
        if (ConfigurationKeys.isSection(key.key())) {
            section(key.key() + ".", parser);
            return;
        }
        boolean isKey = ConfigurationKeys.find(key.key()) != null;
        problems.add(
                isKey
                        ? key.problem("OPS-0305", "'" + key.key() + "' takes a value, not a section", null)
                        : key.problem("OPS-0301", "unknown section '" + key.key() + "'", sectionHint(key.key())));
        parser.skipChildren();
    }

    private static String sectionHint(String name) {
        TreeSet<String> sections = new TreeSet<>();
        for (String key : ConfigurationKeys.names()) {
            for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
                sections.add(key.substring(0, dot));
            }
        }
        return Nearest.hintOrChoice(name, sections);
    }

    private void list(Entry key, YAMLParser parser) throws IOException {
        List<String> values = new ArrayList<>();
        boolean isPlain = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            isPlain &= parser.currentToken().isScalarValue() && !parser.isCurrentAlias();
            values.add(parser.getText());
            parser.skipChildren();
        }
        ConfigurationKey known = ConfigurationKeys.find(key.key());
        if (!isPlain || known != null && known.kind() != ValueKind.LIST) {
            problems.add(key.problem(
                    "OPS-0305",
                    "'" + key.key() + "' takes " + (isPlain ? "one value, not a list" : "plain values in its list"),
                    null));
            return;
        }
        add(key, String.join(",", values));
    }

    private void add(Entry key, String value) {
        Entry former = entries.putIfAbsent(key.key(), new Entry(key.key(), value, key.origin(), key.sourceLine()));
        if (former != null) {
            problems.add(key.problem(
                    "OPS-0304",
                    "'" + key.key() + "' is here twice",
                    "the other one is at line " + former.origin().line()));
        }
    }

    private Problem problem(String code, String message, YAMLParser parser, int length, String hint) {
        JsonLocation place = parser.currentTokenLocation();
        int column = place.getColumnNr();
        return new Problem(
                code, message, file, place.getLineNr(), column, column + length - 1, line(place.getLineNr()), hint);
    }
}
