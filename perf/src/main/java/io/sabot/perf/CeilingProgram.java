package io.sabot.perf;

import io.sabot.engine.DataDirectory;
import io.sabot.journal.DirectoryLock;
import io.sabot.journal.EventLog;
import io.sabot.journal.JournalConfig;
import io.sabot.journal.Journals;
import io.sabot.journal.Outbox;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Sabot's ring, log and outbox around an operator written by hand. */
final class CeilingProgram implements Program {
    private final Workload workload;
    private final boolean hasOperator;

    private CeilingProgram(Workload workload, boolean hasOperator) {
        this.workload = workload;
        this.hasOperator = hasOperator;
    }

    static CeilingProgram of(Workload workload) {
        return new CeilingProgram(workload, true);
    }

    /** Without an operator: nothing comes out. */
    static CeilingProgram logOnly(Workload workload) {
        return new CeilingProgram(workload, false);
    }

    @Override
    public String name() {
        return hasOperator ? "by hand" : "ring and log";
    }

    @Override
    public Run run(Ticks ticks, Path directory) throws Exception {
        try (DirectoryLock lock = DirectoryLock.acquire(directory);
                EventLog log = Journals.open(config(DataDirectory.log(directory)), lock);
                Outbox outbox = Journals.openOutbox(
                        Workload.OUTPUT,
                        config(DataDirectory.outbox(directory, Workload.OUTPUT)),
                        lock,
                        workload.output());
                Ceiling ceiling = hasOperator ? workload.ceiling() : Ceiling.NOTHING) {
            CountDownLatch ended = new CountDownLatch(1);
            Feed feed = new Feed(ticks, workload.input(), log.symbols());
            ceiling.open(log.symbols(), outbox);
            Run run = RingProgram.drive(feed, new LoggedStage(log, ceiling, ended), ended);
            return new Run(run.elapsedNs(), outbox.lastOseq(), run.producerBytes(), run.consumerBytes());
        }
    }

    static JournalConfig config(Path directory) {
        return JournalConfig.of(directory).withReserveBytes(0);
    }
}
