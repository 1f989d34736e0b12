package io.sabot.core.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes one small file for each {@link FaultCase} that was run, below {@code target/faults} of its module: lines of
 * {@code key=value}, which {@code FaultTable} reads.
 */
public final class FaultRecorder implements BeforeEachCallback, ParameterResolver, TestWatcher {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(FaultRecorder.class);
    private static final String START = "start";

    @Override
    public void beforeEach(ExtensionContext context) {
        store(context).put(START, System.nanoTime());
    }

    /** Of the test, not of a parameter of it, which is gone when the watcher is told. */
    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot().getStore(ExtensionContext.Namespace.create(NAMESPACE, context.getUniqueId()));
    }

    private static FaultRun run(ExtensionContext context) {
        return store(context).getOrComputeIfAbsent(FaultRun.class, key -> new FaultRun(), FaultRun.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FaultRun.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return run(context);
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        record(context, "passed", "");
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        record(context, "failed", firstLine(cause));
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        record(context, "skipped", firstLine(cause));
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        record(context, "skipped", reason.orElse(""));
    }

    private static String firstLine(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).strip();
        return message.lines().findFirst().orElse("");
    }

    private static void record(ExtensionContext context, String result, String reason) {
        FaultCase fault = context.getRequiredTestMethod().getAnnotation(FaultCase.class);
        String test = context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName();
        Long startNs = store(context).get(START, Long.class);
        FaultRun run = run(context);
        List<String> lines = List.of(
                "number=" + fault.number(),
                "how=" + fault.how(),
                "test=" + test,
                "result=" + result,
                "reason=" + reason,
                "times=" + (result.equals("skipped") ? 0 : run.times()),
                "seed=" + run.seedText(),
                "note=" + run.note(),
                "ms=" + (startNs == null ? 0 : (System.nanoTime() - startNs) / 1_000_000),
                "percent=" + FaultRun.percent(),
                "jdk=" + Runtime.version(),
                "at=" + Instant.now().truncatedTo(ChronoUnit.SECONDS));
        write(Path.of("target", "faults"), test + "-" + number(context) + ".txt", lines);
    }

    /** Tells the invocations of a test with parameters apart. */
    private static String number(ExtensionContext context) {
        return Integer.toHexString(context.getUniqueId().hashCode());
    }

    private static void write(Path directory, String name, List<String> lines) {
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve(name), lines);
        } catch (IOException e) {
            throw new IllegalStateException("cannot record " + Arrays.toString(lines.toArray()), e);
        }
    }
}
