package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.journal.JournalFiles;
import io.sabot.journal.LogReader;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.MatchRows;
import io.sabot.sql.script.QueryPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rows of the log that one result was made of: gives the log to the recorded application's patterns again, so that they
 * give the rows of their matches, and picks the match that was found at the result's position. Takes no lock and writes
 * nothing: the node may be running. All is done by the calling thread.
 */
public final class Why {
    private final Path directory;
    private final String table;
    private final long number;
    private final ApplicationPlan plan;
    private final DataDirectory.Claimed claimed;
    private final List<QueryPlan> candidates;
    private long firstPosition;
    private long position;

    /** Takes the rows of one match, in their order. */
    @FunctionalInterface
    public interface RowListener {
        /** @param batch the classifier, then the input's columns; a view that is valid during the call only */
        void onRow(String query, EventBatch batch, int row);
    }

    /** Takes the result that was asked about. */
    @FunctionalInterface
    public interface ResultListener {
        /** @param batch the result's columns, of {@code schema}, and two more; a view that is valid during the call only */
        void onResult(EventSchema schema, EventBatch batch, int row, long firstPosition, long position);
    }

    /**
     * @param table whose results are meant
     * @param number of the result, from 1
     * @param sqlDirectory that relative paths in the recorded application start from
     * @throws SabotException ENG-0120 if no application was recorded, ENG-0107 if nothing is written into the table
     */
    public Why(Path directory, String table, long number, Path sqlDirectory) {
        this.directory = directory;
        this.number = number;
        DataDirectory.existingLog(directory);
        this.claimed = DataDirectory.claimedBy(directory);
        if (claimed == null) {
            throw SabotException.configuration("ENG-0120", "no application was recorded in " + directory, null);
        }
        this.plan = Sabot.plan(directory.resolve("application").toString(), claimed.text(), sqlDirectory);
        List<QueryPlan> writers = plan.queries().stream()
                .filter(query -> Application.outboxName(query).equalsIgnoreCase(table))
                .toList();
        if (writers.isEmpty()) {
            throw SabotException.configuration(
                    "ENG-0107",
                    "no query gives results of the name '" + table + "'",
                    Nearest.hintOrChoice(
                            table,
                            plan.queries().stream().map(Application::outboxName).toList()));
        }
        this.table = Application.outboxName(writers.get(0));
        this.candidates = new ArrayList<>();
        for (QueryPlan query : writers) {
            QueryPlan rows = MatchRows.of(query);
            if (rows != null) {
                candidates.add(rows);
            }
        }
    }

    /** @throws SabotException ENG-0125 if there is no such result */
    public void result(ResultListener listener) {
        long first = 0;
        long last = 0;
        try (OutboxCursor cursor =
                OutboxCursor.recorded(JournalFiles.liveOutbox(DataDirectory.outbox(directory, table)))) {
            while (cursor.hasFrameNow()) {
                long row = number - cursor.oseq();
                if (row >= 0 && row < cursor.rows()) {
                    firstPosition = cursor.firstPosition((int) row);
                    position = cursor.position((int) row);
                    listener.onResult(cursor.sinkSchema(), cursor.batch(), (int) row, firstPosition, position);
                    return;
                }
                first = first == 0 ? cursor.oseq() : first;
                last = cursor.oseq() + cursor.rows() - 1;
                cursor.take();
            }
        }
        throw SabotException.configuration(
                "ENG-0125",
                "'" + table + "' has no result number " + number + ": "
                        + (last == 0 ? "there are none" : "there are " + first + " to " + last),
                "results are numbered from 1, in the order of the output; those that its sink had long ago may be given up");
    }

    /**
     * To be asked after {@link #result}.
     *
     * @return number of rows; 0 if the result is no match of a pattern
     */
    public int rows(RowListener listener) {
        if (candidates.isEmpty()) {
            return 0;
        }
        ApplicationPlan asked = new ApplicationPlan(
                plan.tables(), candidates, List.of(), Map.of(), plan.functions(), plan.source(), plan.fingerprint());
        int found = 0;
        try (ReplayRun run = new ReplayRun(
                        asked,
                        new ReplayRun.RecordedTopics(new Topics(plan), claimed.formerSeq(), true),
                        ReplayListener.NONE);
                LogReader log = JournalFiles.liveLog(DataDirectory.log(directory), new SymbolDictionary())) {
            run.start();
            boolean isBehind = false;
            while (!isBehind && log.next()) {
                feed(log, run);
                for (QueryPlan query : candidates) {
                    found += collect(query.name(), run.cursor(query.name()), listener);
                }
                run.forget();
                isBehind = position != Position.NONE && log.header().seq() >= Position.seq(position);
            }
        }
        return found;
    }

    private static void feed(LogReader log, ReplayRun run) {
        switch (log.header().type()) {
            case DDL -> run.onSchema(log.schema());
            case DATA -> run.onRows(log);
            case END -> run.onEnd(log.header());
            default -> {
                // says nothing to operators
            }
        }
    }

    private int collect(String query, OutboxCursor cursor, RowListener listener) {
        int found = 0;
        while (cursor.hasFrameNow()) {
            for (int row = 0; row < cursor.rows(); row++) {
                if (cursor.position(row) == position && cursor.firstPosition(row) == firstPosition) {
                    listener.onRow(query, cursor.batch(), row);
                    found++;
                }
            }
            cursor.take();
        }
        return found;
    }

    /** Columns of the rows that a query gives, by its name. */
    public EventSchema rowSchema(String query) {
        return candidates.stream()
                .filter(candidate -> candidate.name().equals(query))
                .findFirst()
                .orElseThrow()
                .output();
    }
}
