package io.sabot.perf;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProgramsTest {
    private static final Percentage ROUNDING = Percentage.withPercentage(1e-7);
    private static final int SYMBOLS = 7;

    @TempDir
    Path directory;

    private record Result(String symbol, List<Double> numbers) {}

    private List<Result> results(Program program, Workload workload, Ticks ticks) throws Exception {
        Path own = Files.createDirectory(directory.resolve(program.name().replace(' ', '-')));
        Run run = program.run(ticks, own);
        List<Result> results = new ArrayList<>();
        EventSchema output = workload.output();
        Written.forEachResult(own, output, (batch, row) -> results.add(result(batch, row, output.columnCount())));
        assertThat(run.results()).isEqualTo(results.size());
        return results;
    }

    private static Result result(EventBatch batch, int row, int columns) {
        List<Double> numbers = new ArrayList<>();
        for (int i = 1; i < columns; i++) {
            Column column = batch.column(i);
            numbers.add(column.storage() == Storage.FLOAT64 ? column.getDouble(row) : (double) column.getLong(row));
        }
        return new Result(batch.column(0).getString(row), numbers);
    }

    @ParameterizedTest
    @EnumSource(Workload.class)
    void shouldFindByHandWhatTheQueryFinds(Workload workload) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Ticks ticks = Ticks.random(seed, 250_000, SYMBOLS); // 25 s of events
        List<Result> queried = results(new SabotProgram(workload), workload, ticks);
        List<Result> byHand = results(CeilingProgram.of(workload), workload, ticks);
        assertThat(queried).hasSizeGreaterThan(100).hasSameSizeAs(byHand);
        for (int i = 0; i < queried.size(); i++) {
            assertThat(byHand.get(i).symbol()).isEqualTo(queried.get(i).symbol());
            assertClose(byHand.get(i).numbers(), queried.get(i).numbers());
        }
    }

    private static void assertClose(List<Double> actual, List<Double> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).isCloseTo(expected.get(i), ROUNDING);
        }
    }

    @ParameterizedTest
    @EnumSource(Workload.class)
    void shouldFindTheSameAgainInTheLog(Workload workload) throws Exception {
        Ticks ticks = Ticks.random(1, 250_000, SYMBOLS);
        assertThat(results(new ReplayProgram(workload, false), workload, ticks)).hasSizeGreaterThan(100);
        assertThat(results(new ReplayProgram(workload, true), workload, ticks)).hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource(Workload.class)
    void shouldTakeEveryRowInTheParts(Workload workload) throws Exception {
        Ticks ticks = Ticks.random(1, 5_000, SYMBOLS);
        for (Program part :
                List.of(CeilingProgram.logOnly(workload), new RingProgram(workload), new AppendProgram(workload))) {
            Path own = Files.createDirectory(directory.resolve(part.name().replace(' ', '-')));
            assertThat(part.run(ticks, own).elapsedNs()).isPositive();
        }
        long logged = Written.logBytes(directory.resolve("ring-and-log"));
        assertThat(logged).isGreaterThan(ticks.rows() * 20L);
    }
}
