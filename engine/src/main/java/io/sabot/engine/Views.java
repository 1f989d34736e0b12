package io.sabot.engine;

import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.ingest.sink.Sink;
import io.sabot.journal.Outbox;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.QueryPlan;
import io.sabot.state.view.ViewReader;
import io.sabot.state.view.ViewSpec;
import io.sabot.state.view.ViewWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The served views of a node. Filled by the thread that opens the node; then any thread may read. */
final class Views {
    private final DataDirectory directory; // not owned
    private final EngineListener listener;
    private final Map<String, ViewSink> sinks = new LinkedHashMap<>(); // not owned

    Views(DataDirectory directory, EngineListener listener) {
        this.directory = directory;
        this.listener = listener;
    }

    /** Removes what views of an earlier application left. */
    void dropOthers(ApplicationPlan plan) {
        if (directory.isInMemory() || !Files.isDirectory(DataDirectory.views(directory.root()))) {
            return;
        }
        Set<Path> kept = new HashSet<>();
        plan.queries().stream()
                .map(QueryPlan::view)
                .filter(Objects::nonNull)
                .forEach(view -> kept.add(DataDirectory.view(directory.root(), view.name())));
        directories().stream().filter(view -> !kept.contains(view)).forEach(ViewWriter::drop);
    }

    private List<Path> directories() {
        try (Stream<Path> views = Files.list(DataDirectory.views(directory.root()))) {
            return views.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            throw directory.unwritable(e);
        }
    }

    /** Begins a view anew. */
    Sink open(ViewSpec spec, Outbox outbox) {
        ViewWriter writer = directory.isInMemory()
                ? ViewWriter.inMemory(spec)
                : ViewWriter.open(DataDirectory.view(directory.root(), spec.name()), spec, directory.reserveBytes());
        ViewSink sink = new ViewSink(spec.name(), writer, outbox.lastOseq(), listener);
        sinks.put(key(spec.name()), sink);
        return sink;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private ViewSink sink(String name) {
        ViewSink sink = sinks.get(key(name));
        if (sink == null) {
            throw SabotException.configuration(
                    "ENG-0122",
                    "there is no materialized view '" + name + "'",
                    Nearest.hint(
                            name, sinks.values().stream().map(ViewSink::name).toList()));
        }
        return sink;
    }

    /** Waits until readers may see a view; false when the time is over before. */
    boolean await(String name, long timeoutNs) throws InterruptedException {
        return sink(name).published().await(timeoutNs, TimeUnit.NANOSECONDS);
    }

    ViewReader reader(String name) {
        return sink(name).reader();
    }
}
