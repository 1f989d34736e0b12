package io.sabot.perf;

import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RowAppender;
import java.nio.file.Path;
import java.time.Duration;

/** The workload's SQL, fed through the embedding API by one thread. */
final class SabotProgram implements Program {
    static final int BATCH_ROWS = 1_024;

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String CONSUMER = "sabot-engine";

    private final Workload workload;

    SabotProgram(Workload workload) {
        this.workload = workload;
    }

    @Override
    public String name() {
        return "Sabot";
    }

    @Override
    public Run run(Ticks ticks, Path directory) throws Exception {
        try (Sabot sabot = Sabot.open(SabotConfig.in(directory).withReserveBytes(0))) {
            sabot.execute(workload.sql());
            try (RowAppender appender = sabot.appender(Workload.INPUT, FlushMode.MANUAL, BATCH_ROWS)) {
                int[] ids = new int[ticks.names().length];
                for (int i = 0; i < ids.length; i++) {
                    ids[i] = appender.symbolId(ticks.names()[i]);
                }
                ThreadBytes producer = ThreadBytes.ofCurrent();
                ThreadBytes consumer = ThreadBytes.of(CONSUMER);
                long startNs = System.nanoTime();
                append(ticks, ids, appender);
                long producerBytes = producer.sofar();
                sabot.end(Workload.INPUT);
                if (!sabot.awaitEnd(PATIENCE)) {
                    throw new IllegalStateException("no end after " + PATIENCE);
                }
                long elapsedNs = System.nanoTime() - startNs;
                long results = sabot.outputs().get(Workload.OUTPUT);
                return new Run(elapsedNs, results, producerBytes, consumer.sofar());
            }
        }
    }

    private void append(Ticks ticks, int[] ids, RowAppender appender) {
        if (workload == Workload.W1) {
            appendPrices(ticks, ids, appender);
        } else {
            appendTrades(ticks, ids, appender);
        }
        appender.flush();
    }

    private static void appendPrices(Ticks ticks, int[] ids, RowAppender appender) {
        for (int row = 0; row < ticks.rows(); row++) {
            appender.row()
                    .symbol(ids[ticks.symbols()[row]])
                    .timestampNs(ticks.timesNs()[row])
                    .f64(ticks.prices()[row])
                    .append();
        }
    }

    private static void appendTrades(Ticks ticks, int[] ids, RowAppender appender) {
        for (int row = 0; row < ticks.rows(); row++) {
            appender.row()
                    .symbol(ids[ticks.symbols()[row]])
                    .timestampNs(ticks.timesNs()[row])
                    .f64(ticks.prices()[row])
                    .i32(ticks.sizes()[row])
                    .append();
        }
    }
}
