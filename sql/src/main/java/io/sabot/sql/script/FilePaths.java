package io.sabot.sql.script;

import io.sabot.sql.catalog.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/** Files that tables name: one that is written is written by one table and read by none. */
final class FilePaths {
    private static final String PATH = "path";

    private final Path directory;
    private final Problems problems;

    FilePaths(Path directory, Problems problems) {
        this.directory = directory;
        this.problems = problems;
    }

    void check(Collection<TableSpec> read, Collection<TableSpec> written) {
        Map<Path, TableSpec> writers = new HashMap<>();
        for (TableSpec table : new LinkedHashSet<>(written)) {
            Path path = path(table);
            TableSpec other = path == null ? null : writers.putIfAbsent(path, table);
            if (other != null) {
                refuse(table, "'" + table.name() + "' and '" + other.name() + "' write the same file " + path);
            }
        }
        for (TableSpec table : read) {
            Path path = path(table);
            TableSpec writer = path == null ? null : writers.get(path);
            if (writer != null) {
                refuse(
                        writer,
                        "the file " + path + " is read" + (writer.equals(table) ? "" : " by '" + table.name() + "'")
                                + " and written" + (writer.equals(table) ? "" : " by '" + writer.name() + "'"));
            }
        }
    }

    private void refuse(TableSpec table, String message) {
        problems.add(problems.source()
                .problem("SQL-0127", message, table.place(), "name another file: what is written would destroy it"));
    }

    /** Null if the table has no file. Links are followed as far as there is something. */
    private Path path(TableSpec table) {
        if (!table.options().containsKey(PATH)) {
            return null;
        }
        Path path = directory.resolve(table.option(PATH, "")).toAbsolutePath().normalize();
        try {
            if (Files.exists(path)) {
                return path.toRealPath();
            }
            Path parent = path.getParent();
            return parent != null && Files.exists(parent) ? parent.toRealPath().resolve(path.getFileName()) : path;
        } catch (IOException e) {
            return path; // whoever opens it will say what is wrong
        }
    }
}
