package io.sabot.perf;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs one workload as SQL, by hand, and in parts, one after the other and all of that several times, and prints the
 * medians. Arguments: workload, rows, repetitions, directory for the data; all but the first may be left out.
 */
public final class Workloads {
    private static final long SEED = 20_260_101;
    private static final int DEFAULT_REPETITIONS = 5;

    private final Workload workload;
    private final Ticks ticks;
    private final Path parent;
    private final PrintStream out;

    private Workloads(Workload workload, int rows, Path parent, PrintStream out) {
        this.workload = workload;
        this.ticks = Ticks.random(SEED, rows, Ticks.SYMBOLS);
        this.parent = parent;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equalsIgnoreCase("views")) {
            ViewReads.run(List.of(args).subList(1, args.length), System.out);
            return;
        }
        if (args.length > 0 && args[0].equalsIgnoreCase("checkpoints")) {
            CheckpointCosts.run(List.of(args).subList(1, args.length), System.out);
            return;
        }
        if (args.length > 0 && args[0].equalsIgnoreCase("timers")) {
            TimerCosts.run(List.of(args).subList(1, args.length), System.out);
            return;
        }
        if (args.length > 0 && args[0].equalsIgnoreCase("many")) {
            ManyPatterns.run(List.of(args).subList(1, args.length), System.out);
            return;
        }
        if (args.length > 0 && args[0].equalsIgnoreCase("hard")) {
            HardWorkloads.run(List.of(args).subList(1, args.length), System.out);
            return;
        }
        if (args.length > 0 && args[0].equalsIgnoreCase("cluster")) {
            ClusterCosts.run(List.of(args).subList(1, args.length), System.out);
            return;
        }
        if (args.length > 1 && args[0].equalsIgnoreCase("operators")) {
            OperatorCosts.run(List.of(args).subList(1, args.length), System.out);
            return;
        }
        if (args.length < 1 || args.length > 4) {
            System.err.println("usage: run WORKLOAD [ROWS [REPETITIONS [DIRECTORY]]]; workloads: "
                    + Arrays.toString(Workload.values()) + ", or views [KEYS [UPDATES A SECOND [READS [DIRECTORY]]]],"
                    + " checkpoints [ROWS [KEYS [DIRECTORY [REPETITIONS]]]], timers [TIMERS],"
                    + " many [PATTERNS [ROWS [DIRECTORY]]],"
                    + " operators WORKLOAD [ROWS [REPETITIONS]], hard [DIRECTORY [ROWS [WORKLOAD ...]]],"
                    + " cluster [SECONDS [DIRECTORY]]");
            System.exit(2);
        }
        Workload workload = Workload.valueOf(args[0].toUpperCase(Locale.ROOT));
        int rows = args.length > 1 ? Integer.parseInt(args[1].replace("_", "")) : workload.defaultRows();
        int repetitions = args.length > 2 ? Integer.parseInt(args[2]) : DEFAULT_REPETITIONS;
        Path parent = Path.of(args.length > 3 ? args[3] : System.getProperty("java.io.tmpdir"));
        new Workloads(workload, rows, parent, System.out).run(repetitions);
    }

    private List<Program> programs() {
        Program sabot = new SabotProgram(workload);
        Program byHand = CeilingProgram.of(workload);
        Program logOnly = CeilingProgram.logOnly(workload);
        List<Program> all = List.of(
                sabot,
                byHand,
                logOnly,
                new RingProgram(workload),
                new AppendProgram(workload),
                new ReplayProgram(workload, false),
                new ReplayProgram(workload, true));
        String only = System.getProperty("sabot.perf.only", "");
        return only.isEmpty()
                ? all
                : all.stream().filter(p -> p.name().equals(only)).toList();
    }

    private void run(int repetitions) throws Exception {
        out.println(Machine.line(parent));
        out.printf(
                Locale.ROOT,
                "%s, %,d rows, %d symbols, %d repetitions after one to warm up%n%n",
                workload,
                ticks.rows(),
                Ticks.SYMBOLS,
                repetitions - 1);
        List<Program> programs = programs();
        List<List<Run>> runs = new ArrayList<>();
        programs.forEach(program -> runs.add(new ArrayList<>()));
        Check check = new Check();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            for (int i = 0; i < programs.size(); i++) {
                Run run = once(programs.get(i), repetition == 0 ? check : null);
                if (repetition > 0 || repetitions == 1) {
                    runs.get(i).add(run);
                }
            }
        }
        new Table(programs, runs, ticks.rows(), check.logBytes).print(out);
        check.print();
    }

    private Run once(Program program, Check check) throws Exception {
        try (Scratch scratch = Scratch.below(parent)) {
            Run run = program.run(ticks, scratch.path());
            if (check != null && run.results() > 0) {
                check.add(program, scratch.path());
            }
            return run;
        }
    }

    /** Whether all programs with results have the same. */
    private final class Check {
        private final List<String> names = new ArrayList<>();
        private final List<Written.Digest> digests = new ArrayList<>();
        private long logBytes;

        void add(Program program, Path directory) {
            names.add(program.name());
            digests.add(Written.digest(directory, workload.output()));
            logBytes = Math.max(logBytes, Written.logBytes(directory));
        }

        void print() {
            for (int i = 0; i < names.size(); i++) {
                if (!digests.get(i).agrees(digests.get(0))) {
                    throw new IllegalStateException("results differ: " + names + " " + digests);
                }
            }
            out.printf(Locale.ROOT, "results of %s agree%n", names);
        }
    }
}
