package io.sabot.ops.cases;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tests rules. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Plays cases: gives the tables of a SQL file rows, and compares what comes out with what is expected.",
            "All is in memory; connectors do nothing; the clock stands still until a case moves it.",
            "Exit codes: 0 all as expected, 3 something is different, 78 a file is wrong; others as of all commands."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sabot test rules.test.sql",
            "  sabot test rules/ --report target/rules.xml",
            "  sabot test rules.test.sql --update      makes what comes out what is expected"
        })
public final class TestCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE.test.sql|DIR",
            description = "Files of cases, or directories of them.")
    private List<Path> places;

    @Option(
            names = "--param",
            paramLabel = "name=value",
            description = "Value for $${name} in the file that is tested.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--match", paramLabel = "TEXT", description = "Only cases that have it in their name.")
    private String match;

    @Option(names = "--update", description = "Rewrites expectations that are not met, in their files.")
    private boolean isUpdating;

    @Option(names = "--report", paramLabel = "FILE", description = "Results as JUnit's XML.")
    private Path report;

    @Option(
            names = {"-q", "--quiet"},
            description = "Tells only of cases that are not passed.")
    private boolean isQuiet;

    private final PrintStream out;

    public TestCommand() {
        this(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    }

    TestCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        List<ScriptResult> results = new ArrayList<>();
        for (Path file : TestFiles.of(places)) {
            ScriptResult result = ScriptRun.play(file, parameters, match);
            print(result);
            results.add(result);
        }
        if (report != null) {
            JUnitReport.write(report, results);
        }
        int updated = isUpdating ? results.stream().mapToInt(this::update).sum() : 0;
        summary(results, updated);
        return exitCode(results, updated).code();
    }

    private void print(ScriptResult result) {
        out.println(result.file());
        result.problems().forEach(problem -> out.println(problem.format()));
        for (CaseResult one : result.cases()) {
            if (one.isPassed()) {
                if (!isQuiet) {
                    out.println("  ok    " + one.testCase().name());
                }
                continue;
            }
            out.println((one.errors().isEmpty() ? "  FAIL  " : "  ERROR ")
                    + one.testCase().name());
            one.failures().forEach(failure -> out.println(failure.format()));
            one.errors().stream().map(Problem::format).forEach(out::println);
        }
    }

    private int update(ScriptResult result) {
        int count = ExpectationUpdate.write(result);
        if (count > 0) {
            out.println(result.file() + ": " + count + (count == 1 ? " expectation" : " expectations") + " rewritten");
        }
        return count;
    }

    private void summary(List<ScriptResult> results, int updated) {
        long cases = results.stream().mapToLong(result -> result.cases().size()).sum();
        long passed = results.stream().mapToLong(ScriptResult::passed).sum();
        long mistaken = results.stream().filter(r -> r.problemCode() != null).count();
        out.println(cases + (cases == 1 ? " case, " : " cases, ") + passed + " passed"
                + (cases > passed ? ", " + (cases - passed) + " not" : "")
                + (mistaken > 0 ? "; " + mistaken + (mistaken == 1 ? " file" : " files") + " not played" : "")
                + (updated > 0 ? "; play them again" : ""));
    }

    /** The worst of all files. */
    private static ExitCode exitCode(List<ScriptResult> results, int updated) {
        long failures = results.stream()
                .flatMap(result -> result.cases().stream())
                .mapToLong(one -> one.failures().size())
                .sum();
        ExitCode worst = ExitCode.DONE;
        for (ScriptResult result : results) {
            ExitCode code = result.exitCode();
            boolean isRewritten = code == ExitCode.DIFFERENT && updated == failures;
            worst = isRewritten || code.compareTo(worst) <= 0 ? worst : code;
        }
        return worst;
    }
}
