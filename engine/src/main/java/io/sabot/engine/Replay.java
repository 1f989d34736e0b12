package io.sabot.engine;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.JournalFiles;
import io.sabot.journal.LogReader;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.QueryPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Asks the past again: gives the log of a data directory, or a part of it, to the recorded application or another one, and
 * tells what comes out, or in what it differs. Takes no lock and writes nothing, so that the node may be running; the end
 * of the log is then where the reader meets it.
 *
 * <p>All is done by the calling thread. Memory: operator state, the results of one log entry, and for a comparison the
 * rows without a match, of which {@value UnmatchedRows#CAPACITY} are held.
 */
public final class Replay implements AutoCloseable {
    private final ReplayRequest request;
    private final ReplayListener listener;
    private final DataDirectory.Claimed claimed; // null: nothing was recorded
    private final ApplicationPlan recordedPlan; // null: not asked for
    private final List<ReplayRun> runs = new ArrayList<>(); // the one compared with, if any, before the one replayed
    private final Map<String, OutboxCursor> recorded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final UnmatchedRows unmatched = new UnmatchedRows(UnmatchedRows.CAPACITY);
    private final List<TableComparison> comparisons = new ArrayList<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private boolean isSameApplication;
    private boolean isReporting;
    private long entries;
    private long lastSeq;
    private boolean hasMetEnd;

    /** An outbox whose rows are counted, and shown to the listener. */
    private static final class Wanted {
        final String name;
        final OutboxCursor cursor;
        final ReplayOutput view; // null: not shown
        long rows;

        Wanted(String name, OutboxCursor cursor, ReplayOutput view) {
            this.name = name;
            this.cursor = cursor;
            this.view = view;
        }
    }

    private Replay(ReplayRequest request, ReplayListener listener) {
        this.request = request;
        this.listener = listener;
        DataDirectory.existingLog(request.directory());
        this.claimed = DataDirectory.claimedBy(request.directory());
        this.recordedPlan = claimed == null ? null : plan(recordedSql());
    }

    /**
     * Replays, and hands every result to the listener.
     *
     * @throws SabotException ENG-0114 if a table has another shape than in the log, ENG-0120 if nothing was recorded, any
     *     that the SQL or the log give cause to
     */
    public static ReplayResult run(ReplayRequest request, ReplayListener listener) {
        try (Replay replay = new Replay(request, listener)) {
            replay.open(request.sql());
            replay.wantOutputs();
            return replay.read();
        }
    }

    /**
     * Replays, and hands every difference to the listener: to the recorded results, or if the request names another
     * application to those of that one.
     *
     * @throws SabotException as {@link #run}
     */
    public static ReplayResult compare(ReplayRequest request, ReplayListener listener) {
        try (Replay replay = new Replay(request, listener)) {
            if (request.against() != null) {
                replay.open(request.against());
            }
            replay.open(request.sql());
            replay.wantComparisons();
            return replay.read();
        }
    }

    // ---- opening ----

    private ReplaySql recordedSql() {
        if (claimed == null) {
            throw SabotException.configuration(
                    "ENG-0120",
                    "no application was recorded in " + request.directory(),
                    "name the SQL file that is to be replayed");
        }
        Path file = request.directory().resolve("application");
        return new ReplaySql(file.toString(), claimed.text(), request.sqlDirectory());
    }

    private static ApplicationPlan plan(ReplaySql sql) {
        return Sabot.plan(sql.file(), sql.text(), sql.directory());
    }

    private void open(ReplaySql sql) {
        ApplicationPlan plan = sql == null ? plan(recordedSql()) : plan(sql);
        // Results of two applications are compared by position, which topics must have from the same source.
        isSameApplication = claimed != null
                && request.against() == null
                && recordedPlan.fingerprint().equals(plan.fingerprint());
        Topics topics = claimed == null ? null : new Topics(recordedPlan);
        long formerSeq = claimed == null ? 0 : claimed.formerSeq();
        runs.add(new ReplayRun(plan, new ReplayRun.RecordedTopics(topics, formerSeq, isSameApplication), listener));
    }

    private ReplayRun run() {
        return runs.get(runs.size() - 1);
    }

    private void wantOutputs() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(run().outboxNames());
        for (String name : chosen(names)) {
            boolean isShown =
                    !request.tables().isEmpty() || !run().topics().isRead(name) && !name.equals(DeadLetterWriter.NAME);
            wanted.add(new Wanted(name, run().cursor(name), isShown ? new ReplayOutput(name) : null));
        }
    }

    private void wantComparisons() {
        boolean isRecorded = request.against() == null;
        ReplayRun other = isRecorded ? null : runs.get(0);
        if (isRecorded) {
            openRecorded();
        }
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(run().outboxNames());
        names.addAll(isRecorded ? recorded.keySet() : other.outboxNames());
        Topics recordedTopics = isRecorded ? new Topics(recordedPlan) : null;
        for (String name : chosen(names)) {
            OutboxCursor before = isRecorded ? recorded.get(name) : other.cursor(name);
            boolean isAligned = !isRecorded
                    || isSameApplication
                    || !recordedTopics.isMadeFromTopics(name) && !run().topics().isMadeFromTopics(name);
            comparisons.add(new TableComparison(name, before, run().cursor(name), isAligned, unmatched, listener));
        }
    }

    private void openRecorded() {
        recordedSql();
        List<String> names = new ArrayList<>(List.of(DeadLetterWriter.NAME));
        for (QueryPlan query : recordedPlan.queries()) {
            names.add(Application.outboxName(query));
        }
        for (String name : names) {
            recorded.computeIfAbsent(
                    name,
                    n -> OutboxCursor.recorded(JournalFiles.liveOutbox(DataDirectory.outbox(request.directory(), n))));
        }
    }

    private Collection<String> chosen(Set<String> names) {
        if (request.tables().isEmpty()) {
            return names;
        }
        List<String> chosen = new ArrayList<>();
        for (String table : request.tables()) {
            if (!names.contains(table)) {
                throw SabotException.configuration(
                        "ENG-0107", "no query inserts into '" + table + "'", Nearest.hintOrChoice(table, names));
            }
        }
        names.stream()
                .filter(name -> request.tables().stream().anyMatch(name::equalsIgnoreCase))
                .forEach(chosen::add);
        return chosen;
    }

    // ---- reading ----

    private ReplayResult read() {
        ReplayRange range = ReplayRange.of(request, this::timeOf);
        long startNs = System.nanoTime();
        isReporting = range.beginsWithLog();
        runs.forEach(ReplayRun::start);
        collect(0);
        SymbolDictionary symbols = new SymbolDictionary();
        try (LogReader log = JournalFiles.liveLog(DataDirectory.log(request.directory()), symbols)) {
            boolean isInRange = true;
            while (isInRange && !hasMetEnd) {
                hasMetEnd = !log.next();
                isInRange = hasMetEnd || entry(log, range);
            }
        }
        finish();
        long elapsedNs = System.nanoTime() - startNs;
        return result(elapsedNs);
    }

    /** @return false behind the range */
    private boolean entry(LogReader log, ReplayRange range) {
        FrameHeader header = log.header();
        ReplayRange.Phase phase = range.phase(header);
        if (phase == ReplayRange.Phase.PAST) {
            return false;
        }
        lastSeq = header.seq();
        if (phase == ReplayRange.Phase.REPORTED) {
            report(header.seq());
        }
        feed(log, phase != ReplayRange.Phase.SKIPPED);
        collect(header.seq());
        listener.onProgress(lastSeq, header.timeNs(), run().rows());
        return true;
    }

    private void report(long seq) {
        entries++;
        if (!isReporting) {
            isReporting = true;
            comparisons.forEach(comparison -> comparison.skipTo(seq));
        }
    }

    /** @param isGiven whether rows go to the operators; that an input has ended they must know in any case */
    private void feed(LogReader log, boolean isGiven) {
        FrameType type = log.header().type();
        for (ReplayRun run : runs) {
            switch (type) {
                case DDL -> run.onSchema(log.schema());
                case DATA -> {
                    if (isGiven) {
                        run.onRows(log);
                    }
                }
                case END -> run.onEnd(log.header());
                default -> {
                    // says nothing to operators
                }
            }
        }
    }

    /** Looks at what an entry caused, and gives it up. */
    private void collect(long seq) {
        for (Wanted table : wanted) {
            collect(table);
        }
        for (TableComparison comparison : comparisons) {
            if (!isReporting) {
                comparison.skipTo(seq + 1);
            } else {
                comparison.compareTo(seq);
            }
        }
        runs.forEach(ReplayRun::forget);
    }

    private void collect(Wanted table) {
        OutboxCursor cursor = table.cursor;
        while (cursor.hasFrame()) {
            if (isReporting) {
                table.rows += cursor.rows();
                if (table.view != null) {
                    listener.onOutput(table.view.wrap(cursor));
                }
            }
            cursor.take();
        }
    }

    private void finish() {
        if (!isReporting) {
            return;
        }
        for (TableComparison comparison : comparisons) {
            comparison.finish(lastSeq);
            if (hasMetEnd && isSameApplication) {
                comparison.tolerate(lastSeq);
            }
        }
        unmatched.flush();
    }

    private long timeOf(long seq) {
        try (LogReader log = JournalFiles.liveLog(DataDirectory.log(request.directory()), new SymbolDictionary())) {
            while (log.next()) {
                if (log.header().seq() >= seq) {
                    return log.header().timeNs();
                }
            }
        }
        return Long.MAX_VALUE;
    }

    private ReplayResult result(long elapsedNs) {
        if (hasMetEnd) {
            runs.forEach(ReplayRun::warnOfMissing);
        }
        if (entries == 0) {
            listener.onWarning("the log has no entry in this range" + (hasMetEnd ? "; its last is " + lastSeq : ""));
        }
        Map<String, Long> outputs = new LinkedHashMap<>();
        wanted.forEach(table -> outputs.put(table.name, table.rows));
        Map<String, ReplayResult.Count> differences = new LinkedHashMap<>();
        long unrecorded = 0;
        for (TableComparison comparison : comparisons) {
            differences.put(comparison.table(), comparison.count());
            outputs.put(comparison.table(), comparison.outputs());
            unrecorded += comparison.unrecorded();
        }
        return new ReplayResult(entries, run().rows(), lastSeq, hasMetEnd, outputs, differences, unrecorded, elapsedNs);
    }

    @Override
    public void close() {
        List<AutoCloseable> parts = new ArrayList<>(recorded.values());
        parts.addAll(runs);
        Closing.all(parts);
    }
}
