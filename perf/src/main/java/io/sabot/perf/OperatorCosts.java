package io.sabot.perf;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.engine.Sabot;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A workload's operators alone, on one thread, over batches that lie in memory: as SQL and by hand, in turns. Nothing is
 * logged, and what comes out is dropped.
 */
final class OperatorCosts {
    private static final long SEED = 20_260_101;
    private static final int DEFAULT_ROWS = 1_000_000;
    private static final int DEFAULT_REPETITIONS = 21;

    private final Workload workload;
    private final List<EventBatch> batches = new ArrayList<>();
    private final SymbolDictionary symbols = new SymbolDictionary();
    private final int rows;

    private OperatorCosts(Workload workload, int rows, MemoryPool pool) {
        this.workload = workload;
        this.rows = rows;
        Feed feed = new Feed(Ticks.random(SEED, rows, Ticks.SYMBOLS), workload.input(), symbols);
        for (int from = 0; from < rows; from += SabotProgram.BATCH_ROWS) {
            EventBatch batch = EventBatch.growable(pool);
            feed.fill(batch, from);
            batches.add(batch);
        }
    }

    /** @param arguments WORKLOAD [ROWS [REPETITIONS]] */
    static void run(List<String> arguments, PrintStream out) {
        Workload workload = Workload.valueOf(arguments.get(0).toUpperCase(Locale.ROOT));
        int rows = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : DEFAULT_ROWS;
        int repetitions = arguments.size() > 2 ? Integer.parseInt(arguments.get(2)) : DEFAULT_REPETITIONS;
        try (MemoryPool pool = MemoryPool.unbounded()) {
            OperatorCosts costs = new OperatorCosts(workload, rows, pool);
            costs.measure(repetitions, out);
            costs.batches.forEach(EventBatch::close);
        }
    }

    private void measure(int repetitions, PrintStream out) {
        double[] sql = new double[repetitions];
        double[] byHand = new double[repetitions];
        for (int i = -2; i < repetitions; i++) {
            double sqlNs = sql() / (double) rows;
            double byHandNs = byHand() / (double) rows;
            if (i >= 0) {
                sql[i] = sqlNs;
                byHand[i] = byHandNs;
            }
        }
        Arrays.sort(sql);
        Arrays.sort(byHand);
        double sqlNs = sql[repetitions / 2];
        double byHandNs = byHand[repetitions / 2];
        out.printf(
                Locale.ROOT,
                "%s, operators alone, processor time in ns a row: SQL %.1f, by hand %.1f; by hand / SQL %.2f%n",
                workload,
                sqlNs,
                byHandNs,
                byHandNs / sqlNs);
    }

    private long sql() {
        try (OperatorChain chain = new OperatorChain(Sabot.plan(workload.name(), workload.sql(), Path.of("")))) {
            ThreadTime time = ThreadTime.ofCurrent();
            for (EventBatch batch : batches) {
                chain.accept(batch);
            }
            return time.sofarNs();
        }
    }

    private long byHand() {
        try (Ceiling ceiling = workload.ceiling()) {
            ceiling.open(symbols, null);
            ThreadTime time = ThreadTime.ofCurrent();
            for (int i = 0; i < batches.size(); i++) {
                ceiling.onBatch(batches.get(i), i + 1, 0);
            }
            return time.sofarNs();
        }
    }
}
