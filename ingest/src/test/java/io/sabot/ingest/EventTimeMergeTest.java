package io.sabot.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader.Status;
import io.sabot.ingest.file.FileRecordReader;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.format.FormatSpec.Header;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventTimeMergeTest {
    private static final String TIMED = "name VARCHAR, ts BIGINT";
    private static final String UNTIMED = "name VARCHAR, n INT";
    private static final FormatSpec CSV = FormatSpec.csv().withHeader(Header.NO);

    @TempDir
    Path dir;

    /** What was handed out, and after each row or status: all offsets and times, to go on from. */
    private static final class Merged {
        final List<String> out = new ArrayList<>();
        final List<long[]> offsets = new ArrayList<>();
        final List<long[]> times = new ArrayList<>();
        final List<Integer> handed = new ArrayList<>();
    }

    private List<Path> files(String... contents) throws IOException {
        List<Path> paths = new ArrayList<>();
        for (String content : contents) {
            paths.add(Files.writeString(dir.resolve("in" + paths.size()), content));
        }
        return paths;
    }

    private static Merged merge(List<Path> paths, List<String> schemas, long[] offsets, long[] times, int batchRows) {
        Merged merged = new Merged();
        SymbolDictionary symbols = new SymbolDictionary();
        try (MemoryPool pool = MemoryPool.unbounded();
                EventBatch batch = EventBatch.slot(pool)) {
            List<EventTimeMerge.Source> inputs = new ArrayList<>();
            for (int i = 0; i < paths.size(); i++) {
                EventSchema schema = Decoded.schema(schemas.get(i));
                RecordReader reader = FileRecordReader.open(paths.get(i), CSV, schema, offsets[i], false, 100);
                inputs.add(new EventTimeMerge.Source(reader, schema, times[i]));
            }
            try (EventTimeMerge merge = new EventTimeMerge(inputs, symbols, pool)) {
                drain(merge, batch, symbols, batchRows, merged);
            }
        }
        return merged;
    }

    private static void drain(
            EventTimeMerge merge, EventBatch batch, SymbolDictionary symbols, int batchRows, Merged merged) {
        for (int source = merge.nextSource(); source != EventTimeMerge.ENDED; source = merge.nextSource()) {
            if (source == EventTimeMerge.WAITING) {
                continue;
            }
            batch.layout(merge.schema(source), symbols, merge.plainColumns(source), batchRows);
            Status status = merge.read(batch);
            for (int i = 0; i < batch.rows(); i++) {
                merged.out.add(source + ":" + Decoded.row(batch, i));
            }
            if (status == Status.REJECTED) {
                merged.out.add(source + ":REJECT");
            } else if (status == Status.END) {
                merged.out.add(source + ":END");
            }
            merged.offsets.add(offsets(merge));
            merged.times.add(times(merge));
            merged.handed.add(withoutEnds(merged.out).size());
            if (batch.rows() > 0 && status == Status.ROWS) {
                assertThat(merge.offsetAfter(batch.rows() - 1)).isEqualTo(merge.offset(source));
            }
        }
    }

    private static long[] offsets(EventTimeMerge merge) {
        long[] offsets = new long[merge.sourceCount()];
        java.util.Arrays.setAll(offsets, merge::offset);
        return offsets;
    }

    private static long[] times(EventTimeMerge merge) {
        long[] times = new long[merge.sourceCount()];
        java.util.Arrays.setAll(times, merge::lastEventTimeNs);
        return times;
    }

    private static Merged merge(List<Path> paths, List<String> schemas, int batchRows) {
        long[] times = new long[paths.size()];
        java.util.Arrays.fill(times, EventTimeMerge.NO_TIME);
        return merge(paths, schemas, new long[paths.size()], times, batchRows);
    }

    @Test
    void shouldTakeRowsInOrderOfEventTimeAndTiesInOrderOfInputs() throws IOException {
        assertThat(merge(files("a,1\nb,3\nc,5\n", "x,1\ny,2\nz,5\n"), List.of(TIMED, TIMED), 10).out)
                .containsExactly("0:a|1", "1:x|1", "1:y|2", "0:b|3", "0:c|5", "0:END", "1:z|5", "1:END");
    }

    @Test
    void shouldKeepRowsOfOneInputInTheirOwnOrder() throws IOException {
        assertThat(merge(files("a,5\nb,1\nc,7\n", "x,4\ny,6\n"), List.of(TIMED, TIMED), 10).out)
                .containsExactly("1:x|4", "0:a|5", "0:b|1", "1:y|6", "1:END", "0:c|7", "0:END");
    }

    @Test
    void shouldGiveRejectsAndNullTimesTheTimeOfTheRowBefore() throws IOException {
        assertThat(merge(files("a,1\nb,\nbad\nc,9\n", "x,1\ny,2\n"), List.of(TIMED, TIMED), 10).out)
                .containsExactly("0:a|1", "0:b|NULL", "0:REJECT", "1:x|1", "1:y|2", "1:END", "0:c|9", "0:END");
    }

    @Test
    void shouldReadInputsWithoutEventTimeFirst() throws IOException {
        assertThat(merge(files("a,1\n", "m,9\nn,8\n", "p,1\n"), List.of(TIMED, UNTIMED, UNTIMED), 10).out)
                .containsExactly("1:m|9", "1:n|8", "1:END", "2:p|1", "2:END", "0:a|1", "0:END");
    }

    @Test
    void shouldPassASingleInputThrough() throws IOException {
        assertThat(merge(files("a,1\nbad\nc,0\n"), List.of(TIMED), 10).out)
                .containsExactly("0:a|1", "0:REJECT", "0:c|0", "0:END");
    }

    @Test
    void shouldGoOnInTheSameOrderFromBehindEveryRun() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int n = 0; n < 30; n++) {
            List<Path> paths = files(lines(random, "a"), lines(random, "b"), lines(random, "c"));
            List<String> schemas = List.of(TIMED, TIMED, random.nextBoolean() ? TIMED : UNTIMED);
            Merged whole = merge(paths, schemas, 1000);
            Merged small = merge(paths, schemas, 1 + random.nextInt(4));
            List<String> expected = withoutEnds(whole.out);
            assertThat(withoutEnds(small.out)).as("seed %d", seed).isEqualTo(expected);
            for (int i = 0; i < small.offsets.size(); i++) {
                List<String> rest =
                        withoutEnds(merge(paths, schemas, small.offsets.get(i), small.times.get(i), 1000).out);
                assertThat(rest)
                        .as("seed %d case %d run %d", seed, n, i)
                        .isEqualTo(expected.subList(small.handed.get(i), expected.size()));
            }
        }
    }

    private static List<String> withoutEnds(List<String> out) {
        return out.stream().filter(line -> !line.endsWith(":END")).toList();
    }

    private static String lines(Random random, String name) {
        StringBuilder text = new StringBuilder();
        int time = 0;
        for (int i = random.nextInt(30); i > 0; i--) {
            time += random.nextInt(5) - 1;
            text.append(name).append(i).append(',');
            text.append(random.nextInt(8) == 0 ? "" : random.nextInt(8) == 0 ? "bad" : String.valueOf(time));
            text.append('\n');
        }
        return text.toString();
    }
}
