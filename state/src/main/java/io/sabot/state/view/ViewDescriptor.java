package io.sabot.state.view;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the file of one generation holds, and where, as text beside it. Names are percent-encoded.
 *
 * <pre>
 *  sabot-view 1
 *  name vwap
 *  max-keys 1000000
 *  map 1 4 12 2048 64 81920 8192 20480        the components of {@link MapLayout} in their order
 *  key 0 2                                    numbers of columns
 *  column DECIMAL 10 2 null price             kind, precision, scale, "null" or "not-null", name
 *  column ARRAY 0 0 null prices DECIMAL 10 2 null  and of an ARRAY what its elements are
 * </pre>
 */
record ViewDescriptor(ViewSpec spec, MapLayout layout) {
    private static final String HEADER = "sabot-view 1";

    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(HEADER);
        lines.add("name " + encoded(spec.name()));
        lines.add("max-keys " + spec.maxKeys());
        lines.add("map " + layout.segments() + " " + layout.slotBytes() + " " + layout.keyBits() + " " + layout.slots()
                + " " + layout.chunkBytes() + " " + layout.tierBytes() + " " + layout.tiersOffset() + " "
                + layout.entriesOffset());
        StringBuilder key = new StringBuilder("key");
        spec.keyColumns().forEach(column -> key.append(' ').append(column));
        lines.add(key.toString());
        for (ColumnSpec column : spec.columns()) {
            SqlType type = column.type();
            String element = type.element() == null ? "" : " " + text(type.element());
            lines.add("column " + text(type) + " " + encoded(column.name()) + element);
        }
        Files.write(file, lines, StandardCharsets.UTF_8);
    }

    private static String text(SqlType type) {
        return type.kind() + " " + type.precision() + " " + type.scale() + " "
                + (type.nullable() ? "null" : "not-null");
    }

    private static SqlType type(String[] words, int from, SqlType element) {
        return new SqlType(
                TypeKind.valueOf(words[from]),
                Integer.parseInt(words[from + 1]),
                Integer.parseInt(words[from + 2]),
                words[from + 3].equals("null"),
                element);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    /** @throws IOException also if it is not such a text */
    static ViewDescriptor read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IOException("it is not of this version");
        }
        try {
            return parse(lines.stream().map(line -> line.split(" ")).toList());
        } catch (RuntimeException e) {
            throw new IOException("it is damaged", e);
        }
    }

    private static ViewDescriptor parse(List<String[]> lines) {
        List<ColumnSpec> columns = new ArrayList<>();
        for (String[] words : lines.subList(5, lines.size())) {
            SqlType element = words.length > 6 ? type(words, 6, null) : null;
            columns.add(new ColumnSpec(decoded(words[5]), type(words, 1, element)));
        }
        List<Integer> key = new ArrayList<>();
        for (int i = 1; i < lines.get(4).length; i++) {
            key.add(Integer.parseInt(lines.get(4)[i]));
        }
        String[] map = lines.get(3);
        MapLayout layout = new MapLayout(
                Integer.parseInt(map[1]),
                Integer.parseInt(map[2]),
                Integer.parseInt(map[3]),
                Long.parseLong(map[4]),
                Long.parseLong(map[5]),
                Long.parseLong(map[6]),
                Long.parseLong(map[7]),
                Long.parseLong(map[8]));
        return new ViewDescriptor(
                new ViewSpec(decoded(lines.get(1)[1]), columns, key, Long.parseLong(lines.get(2)[1])), layout);
    }

    private static String decoded(String name) {
        return URLDecoder.decode(name, StandardCharsets.UTF_8);
    }
}
