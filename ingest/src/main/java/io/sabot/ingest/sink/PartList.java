package io.sabot.ingest.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The finished parts in a directory, and what follows from them and the record of a sink. */
final class PartList {
    private final Path directory;
    private final List<PartName> parts;

    private PartList(Path directory, List<PartName> parts) {
        this.directory = directory;
        this.parts = parts;
    }

    /** Deletes what was not finished. */
    static PartList read(Path directory) throws IOException {
        List<PartName> parts = new ArrayList<>();
        List<Path> temporaries = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> {
                String name = file.getFileName().toString();
                PartName part = PartName.parse(name);
                if (part != null) {
                    parts.add(part);
                } else if (PartName.isTemporary(name)) {
                    temporaries.add(file);
                }
            });
        }
        for (Path temporary : temporaries) {
            Files.delete(temporary);
        }
        parts.sort(Comparator.comparingLong(PartName::first).thenComparingLong(PartName::last));
        return new PartList(directory, parts);
    }

    /** @throws io.sabot.core.error.SabotException SNK-0107 if there are any */
    void requireNone() {
        if (!parts.isEmpty()) {
            throw SinkErrors.partsOfOthers(
                    directory, directory.resolve(parts.get(0).fileName()));
        }
    }

    /**
     * Number of the last row that is in a part, here or taken away since.
     *
     * @param recorded what the sink has recorded: at most one part behind
     * @throws io.sabot.core.error.SabotException SNK-0106 if rows are missing or in two parts
     */
    long lastOutput(long recorded) {
        if (parts.isEmpty()) {
            return recorded; // all were taken away
        }
        PartName before = null;
        for (PartName part : parts) {
            if (before != null && part.first() != before.last() + 1) {
                boolean isMissing = part.first() > before.last() + 1;
                throw SinkErrors.partsBroken(
                        directory,
                        isMissing
                                ? "rows " + (before.last() + 1) + " to " + (part.first() - 1) + " are missing"
                                : "rows from " + part.first() + " on are in " + before.fileName() + " and in "
                                        + part.fileName());
            }
            before = part;
        }
        if (before.last() < recorded) {
            throw SinkErrors.partsBroken(
                    directory, "rows " + (before.last() + 1) + " to " + recorded + " had been written and are missing");
        }
        if (parts.get(0).first() > recorded + 1) {
            throw SinkErrors.partsBroken(
                    directory,
                    "only rows up to " + recorded + " had been written, and they begin with "
                            + parts.get(0).first());
        }
        return before.last();
    }
}
