package io.sabot.perf;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.sql.script.ApplicationPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How long a row takes against how many there are, for patterns that have broken others. The operators alone, as a node
 * makes them from SQL, over batches that lie in memory; processor time of the one thread.
 */
final class HardWorkloads {
    private static final int FIRST_LENGTH = 1_000;
    private static final int REPETITIONS = 5;
    private static final int WARM_UP_LENGTH = 8_000;
    private static final int WARM_UP_ROUNDS = 20;
    private static final long ENOUGH_NS = 2_000_000_000L;
    private static final long SHORT_NS = 20_000_000L;

    private final int maxLength;
    private final PrintStream out;

    private HardWorkloads(int maxLength, PrintStream out) {
        this.maxLength = maxLength;
        this.out = out;
    }

    /** @param arguments {@code [DIRECTORY [ROWS [WORKLOAD ...]]]}: where the plot goes, and the longest input */
    static void run(List<String> arguments, PrintStream out) throws IOException {
        Path directory = Path.of(arguments.isEmpty() ? "." : arguments.get(0));
        int maxLength = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : Integer.MAX_VALUE;
        List<HardWorkload> workloads = arguments.size() > 2
                ? arguments.stream().skip(2).map(HardWorkload::valueOf).toList()
                : List.of(HardWorkload.values());
        Files.createDirectories(directory);
        out.println(Machine.line(directory));
        HardWorkloads all = new HardWorkloads(maxLength, out);
        List<Plot.Line> lines = new ArrayList<>();
        for (HardWorkload workload : workloads) {
            lines.add(all.measure(workload));
        }
        Plot plot = new Plot("time for a row against the length of the input", "rows", "ns a row", lines);
        plot.write(directory, "hard");
        out.printf("%nwritten: %s, %s%n", directory.resolve("hard.csv"), directory.resolve("hard.svg"));
    }

    private Plot.Line measure(HardWorkload workload) {
        ApplicationPlan plan = workload.plan();
        out.printf("%n%s%s%n", workload.title(), workload.isLinear() ? "" : " (not linear)");
        warmUp(workload, plan);
        List<double[]> points = new ArrayList<>();
        Outcome outcome = null;
        int longest = Math.min(maxLength, workload.maxLength());
        for (int length = FIRST_LENGTH; length <= longest && !isEnough(outcome); length *= 2) {
            outcome = measure(workload, plan, length);
            if (outcome.failure() != null) {
                out.printf("%,12d rows: %s%n", length, outcome.failure());
                break;
            }
            points.add(new double[] {length, outcome.nsPerRow()});
            out.printf(
                    Locale.ROOT,
                    "%,12d rows %10.1f ns a row %,10d results %,12d bytes of state before the end, %d after it%n",
                    length,
                    outcome.nsPerRow(),
                    outcome.results(),
                    outcome.stateBytes(),
                    outcome.stateBytesAtEnd());
        }
        if (points.size() > 1) {
            double first = points.get(0)[1];
            double last = points.get(points.size() - 1)[1];
            out.printf(Locale.ROOT, "  last / first: %.2f%n", last / first);
        }
        return new Plot.Line(workload.title(), points);
    }

    private static boolean isEnough(Outcome outcome) {
        return outcome != null && outcome.elapsedNs() > ENOUGH_NS;
    }

    private void warmUp(HardWorkload workload, ApplicationPlan plan) {
        long startNs = System.nanoTime();
        for (int i = 0; i < WARM_UP_ROUNDS && System.nanoTime() - startNs < ENOUGH_NS; i++) {
            measure(workload, plan, Math.min(maxLength, WARM_UP_LENGTH));
        }
    }

    /** @param failure why the input could not be done, or null */
    private record Outcome(
            int length, long elapsedNs, long results, long stateBytes, long stateBytesAtEnd, String failure) {
        double nsPerRow() {
            return (double) elapsedNs / length;
        }
    }

    /** The median of some runs; a slow one is done once. */
    private static Outcome measure(HardWorkload workload, ApplicationPlan plan, int length) {
        try (MemoryPool pool = MemoryPool.unbounded()) {
            List<EventBatch> batches = batches(workload, plan, length, pool);
            List<Outcome> outcomes = new ArrayList<>();
            long totalNs = 0;
            while (outcomes.size() < REPETITIONS && totalNs < ENOUGH_NS || totalNs < SHORT_NS) {
                Outcome outcome = once(plan, batches, length);
                outcomes.add(outcome);
                totalNs += outcome.failure() == null ? outcome.elapsedNs() : ENOUGH_NS;
            }
            batches.forEach(EventBatch::close);
            Outcome[] sorted = outcomes.toArray(Outcome[]::new);
            Arrays.sort(sorted, (a, b) -> Long.compare(a.elapsedNs(), b.elapsedNs()));
            return sorted[sorted.length / 2];
        }
    }

    private static List<EventBatch> batches(HardWorkload workload, ApplicationPlan plan, int length, MemoryPool pool) {
        EventSchema schema = plan.tables().get(0).stream();
        SymbolDictionary symbols = new SymbolDictionary();
        List<EventBatch> batches = new ArrayList<>();
        for (int from = 0; from < length; from += SabotProgram.BATCH_ROWS) {
            EventBatch batch = EventBatch.growable(pool);
            batch.layout(schema, symbols, null, SabotProgram.BATCH_ROWS);
            workload.fill(batch, from, length);
            batches.add(batch);
        }
        return batches;
    }

    private static Outcome once(ApplicationPlan plan, List<EventBatch> batches, int length) {
        try (OperatorChain chain = new OperatorChain(plan)) {
            ThreadTime time = ThreadTime.ofCurrent();
            String failure = feed(chain, batches);
            if (failure != null) {
                return new Outcome(length, 0, 0, 0, 0, failure);
            }
            long stateBytes = chain.stateBytes();
            chain.end();
            long elapsedNs = time.sofarNs();
            return new Outcome(length, elapsedNs, chain.results(), stateBytes, chain.stateBytes(), null);
        }
    }

    /** Null, or why a row could not be taken: a limit of the query. */
    private static String feed(OperatorChain chain, List<EventBatch> batches) {
        try {
            batches.forEach(chain::accept);
            return null;
        } catch (SabotException e) {
            return e.getMessage().lines().limit(1).collect(Collectors.joining());
        }
    }
}
