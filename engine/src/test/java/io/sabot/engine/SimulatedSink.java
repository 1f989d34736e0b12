package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.Problem;
import io.sabot.ingest.sink.Sink;
import java.util.ArrayList;
import java.util.List;

/**
 * A sink on the simulated disk. Either it takes rows and its progress together, as a database does, or it appends rows,
 * forces them, and then records how many: as a file does, which is cut to the record when it is opened.
 */
final class SimulatedSink implements Sink {
    private static final Problem AWAY = Problem.of("SIM-0001", "the simulated sink is away", null);

    /** A row that the sink has. */
    record Taken(long oseq, String text) {}

    /** What the disk, or the database, has. */
    static final class Media {
        private final boolean isTransactional;
        private final List<Taken> rows = new ArrayList<>();
        private int forcedRows;
        private int recordedRows;
        private long recordedOseq;

        Media(boolean isTransactional) {
            this.isTransactional = isTransactional;
        }

        long recordedOseq() {
            return recordedOseq;
        }

        /** What a reader sees that knows the record. */
        List<Taken> rows() {
            return rows.subList(0, recordedRows);
        }

        void cutPower(java.util.Random random) {
            int unforced = rows.size() - forcedRows;
            if (unforced > 0) {
                rows.subList(forcedRows + random.nextInt(unforced + 1), rows.size())
                        .clear();
            }
        }

        private void record() {
            recordedRows = rows.size();
            recordedOseq = rows.get(rows.size() - 1).oseq();
        }
    }

    private final Media media;
    private final SimulatedDisk disk; // not owned
    private final SimulationFlaw flaw;
    private final List<Taken> taken = new ArrayList<>();
    private int outageSteps;

    SimulatedSink(Media media, SimulatedDisk disk, SimulationFlaw flaw) {
        this.media = media;
        this.disk = disk;
        this.flaw = flaw;
        if (flaw != SimulationFlaw.SINK_NOT_CUT_TO_ITS_RECORD) {
            int recorded = Math.min(media.recordedRows, media.rows.size());
            media.rows.subList(recorded, media.rows.size()).clear();
        }
        media.forcedRows = media.rows.size();
    }

    /** It cannot be reached for so many calls. */
    void goAway(int steps) {
        outageSteps = steps;
    }

    @Override
    public long resumeAfter() {
        boolean forgets = flaw == SimulationFlaw.SINK_ASKS_FOR_WHAT_IT_HAS;
        return forgets ? Math.max(0, media.recordedOseq - 1) : media.recordedOseq;
    }

    @Override
    public void write(EventBatch batch, long firstOutput) {
        disk.before("write to a sink");
        for (int i = 0; i < batch.selectedCount(); i++) {
            taken.add(new Taken(firstOutput + i, RowTexts.of(batch, batch.selection()[i])));
        }
    }

    @Override
    public void flush() {
        if (outageSteps > 0) {
            outageSteps--;
            return;
        }
        if (taken.isEmpty()) {
            return;
        }
        disk.before("apply rows to a sink");
        media.rows.addAll(taken);
        taken.clear();
        if (media.isTransactional) {
            media.forcedRows = media.rows.size();
            media.record();
        } else if (flaw == SimulationFlaw.SINK_RECORDED_BEFORE_FORCED) {
            media.record();
            disk.before("force a sink");
            media.forcedRows = media.rows.size();
        } else {
            disk.before("force a sink");
            media.forcedRows = media.rows.size();
            disk.before("record what a sink has");
            media.record();
        }
    }

    @Override
    public void end() {
        flush();
    }

    @Override
    public Problem outage() {
        return outageSteps > 0 ? AWAY : null;
    }

    @Override
    public void close() {
        taken.clear();
    }
}
