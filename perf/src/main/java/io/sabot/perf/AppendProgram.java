package io.sabot.perf;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.engine.DataDirectory;
import io.sabot.journal.DirectoryLock;
import io.sabot.journal.EventLog;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.Journals;
import java.nio.file.Path;

/** The log alone: one batch, filled before, appended again and again by one thread. */
final class AppendProgram implements Program {
    private final Workload workload;

    AppendProgram(Workload workload) {
        this.workload = workload;
    }

    @Override
    public String name() {
        return "log alone";
    }

    @Override
    public Run run(Ticks ticks, Path directory) {
        try (MemoryPool pool = MemoryPool.unbounded();
                DirectoryLock lock = DirectoryLock.acquire(directory);
                EventLog log = Journals.open(CeilingProgram.config(DataDirectory.log(directory)), lock);
                EventBatch batch = EventBatch.slot(pool)) {
            new Feed(ticks, workload.input(), log.symbols()).fill(batch, 0);
            FrameHeader fields = FrameHeader.create();
            ThreadBytes bytes = ThreadBytes.ofCurrent();
            long startNs = System.nanoTime();
            for (long row = 0; row < ticks.rows(); row += batch.rows()) {
                fields.clear().seq(log.lastSeq() + 1).timeNs(1).streamId(1).schemaVersion(1);
                log.appender().append(fields, batch);
            }
            return new Run(System.nanoTime() - startNs, 0, 0, bytes.sofar());
        }
    }
}
