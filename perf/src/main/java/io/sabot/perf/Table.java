package io.sabot.perf;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Medians of all runs, a line per program. */
record Table(List<Program> programs, List<List<Run>> runs, int rows, long logBytes) {
    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%-14s %12s %9s %8s %12s %14s %14s%n",
                "program",
                "M events/s",
                "ns/event",
                "spread",
                "results",
                "producer B/ev",
                "consumer B/ev");
        for (int i = 0; i < programs.size(); i++) {
            List<Run> own = runs.get(i);
            double best = own.stream().mapToDouble(this::rate).max().orElseThrow();
            double worst = own.stream().mapToDouble(this::rate).min().orElseThrow();
            double rate = median(own, this::rate);
            out.printf(
                    Locale.ROOT,
                    "%-14s %12.2f %9.1f %7.0f%% %,12d %14.4f %14.4f%n",
                    programs.get(i).name(),
                    rate / 1e6,
                    1e9 / rate,
                    (best - worst) / rate * 100,
                    own.get(0).results(),
                    median(own, Run::producerBytes) / rows,
                    median(own, Run::consumerBytes) / rows);
        }
        out.println();
        if (programs.size() > 1) {
            out.printf(
                    Locale.ROOT,
                    "%s / %s: %.2f; log: %.1f bytes per event%n",
                    programs.get(0).name(),
                    programs.get(1).name(),
                    median(runs.get(0), this::rate) / median(runs.get(1), this::rate),
                    (double) logBytes / rows);
        }
    }

    private double rate(Run run) {
        return run.eventsPerSecond(rows);
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> of) {
        double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
