package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.engine.ProducerTable.Verdict;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.ProducerChange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ProducerTableTest {
    private static final int STREAM = 3;

    private ProducerTable table = new ProducerTable();
    private final FrameHeader header = FrameHeader.create();
    private long seq;

    private FrameHeader frame(long number, int epoch) {
        return header.clear()
                .seq(++seq)
                .timeNs(seq * 10)
                .streamId(STREAM)
                .producerId(number)
                .producerEpoch(epoch);
    }

    private long register(String name, int epoch) {
        long number = table.nextNumber();
        table.changed(frame(number, epoch), ProducerChange.REGISTERED.encode(name));
        return number;
    }

    private void change(ProducerChange change, long number, int epoch) {
        table.changed(frame(number, epoch), change.encode(""));
    }

    private long accept(long number, int epoch, long batch) {
        return accept(number, epoch, batch, crc(batch));
    }

    private long accept(long number, int epoch, long batch, int crc) {
        table.accepted(frame(number, epoch).batchSequence(batch).payloadCrc(crc));
        return seq;
    }

    private static int crc(long batch) {
        return (int) batch * 31;
    }

    private String judge(long number, int epoch, long batch) {
        return judge(number, epoch, batch, crc(batch));
    }

    private String judge(long number, int epoch, long batch, int crc) {
        Verdict verdict = table.judge(number, epoch, batch, crc);
        return table.value() == ProducerTable.NONE ? verdict.name() : verdict + " " + table.value();
    }

    @Test
    void shouldAcceptBatchesInTheirOrder() {
        long feed = register("feed", 1);
        assertThat(judge(feed, 1, 1)).isEqualTo("NEW");
        assertThat(judge(feed, 1, 2)).isEqualTo("UNKNOWN_PRODUCER");
        accept(feed, 1, 1);
        assertThat(judge(feed, 1, 2)).isEqualTo("NEW");
        assertThat(judge(feed, 1, 3)).isEqualTo("GAP 2");
        assertThat(judge(feed + 1, 1, 1)).isEqualTo("UNKNOWN_PRODUCER");
        assertThat(judge(feed + 1, 1, 9)).isEqualTo("UNKNOWN_PRODUCER");
    }

    @Test
    void shouldTellARepetitionFromAnotherBatch() {
        long feed = register("feed", 1);
        long first = accept(feed, 1, 1);
        long second = accept(feed, 1, 2);
        assertThat(judge(feed, 1, 1)).isEqualTo("AGAIN " + first);
        assertThat(judge(feed, 1, 2)).isEqualTo("AGAIN " + second);
        assertThat(judge(feed, 1, 2, 7)).isEqualTo("SEQ_REUSED");
    }

    @Test
    void shouldNotCompareWhatIsOlderThanTheWindow() {
        long feed = register("feed", 1);
        long firstSeq = seq + 1;
        for (int batch = 1; batch <= 3_000; batch++) {
            accept(feed, 1, batch);
            int oldest = Math.max(1, batch - ProducerState.WINDOW + 1);
            long oldestSeq = firstSeq + oldest - 1;
            assertThat(judge(feed, 1, oldest)).isEqualTo("AGAIN " + oldestSeq);
            if (oldest > 1) {
                assertThat(judge(feed, 1, oldest - 1, 7)).isEqualTo("OLD " + oldestSeq);
            }
        }
    }

    @Test
    void shouldRefuseAnOlderEpoch() {
        long feed = register("feed", 2);
        accept(feed, 2, 1);
        assertThat(judge(feed, 1, 1)).isEqualTo("FENCED");
        change(ProducerChange.EPOCH, feed, 5);
        assertThat(judge(feed, 2, 1)).isEqualTo("FENCED");
        assertThat(judge(feed, 2, 2)).isEqualTo("FENCED");
        assertThat(judge(feed, 5, 1, 7)).isEqualTo("NEW");
        assertThat(judge(feed, 5, 2)).isEqualTo("GAP 1");
        assertThat(table.find(STREAM, "feed").formerLastBatch).isEqualTo(1);
    }

    @Test
    void shouldBeginANewerEpochWithItsFirstBatch() {
        long feed = register("feed", 1);
        accept(feed, 1, 1);
        accept(feed, 1, 2);
        assertThat(judge(feed, 2, 3)).isEqualTo("GAP 1");
        assertThat(judge(feed, 2, 1)).isEqualTo("NEW");
        accept(feed, 2, 1, 7);
        assertThat(judge(feed, 1, 3)).isEqualTo("FENCED");
        assertThat(judge(feed, 2, 1, 7)).isEqualTo("AGAIN " + seq);
        assertThat(judge(feed, 2, 1)).isEqualTo("SEQ_REUSED");
    }

    @Test
    void shouldForgetWhoHasExpired() {
        long idle = register("idle", 1);
        accept(idle, 1, 1);
        long busy = register("busy", 1);
        assertThat(table.idleSince(seq * 10)).containsExactly(idle);
        change(ProducerChange.EXPIRED, idle, 0);
        assertThat(judge(idle, 1, 2)).isEqualTo("UNKNOWN_PRODUCER");
        assertThat(table.find(STREAM, "idle")).isNull();
        assertThat(register("idle", 1)).isGreaterThan(busy);
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void shouldKeepTablesApart() {
        register("feed", 1);
        assertThat(table.find(STREAM, "feed")).isNotNull();
        assertThat(table.find(STREAM + 1, "feed")).isNull();
    }

    @Test
    void shouldCountABatchWithoutRows() {
        long feed = register("feed", 1);
        table.changed(frame(feed, 1).batchSequence(1).payloadCrc(crc(1)), ProducerChange.EMPTY_BATCH.encode(""));
        assertThat(judge(feed, 1, 1)).isEqualTo("AGAIN " + seq);
    }

    @Test
    void shouldRefuseALogThatIsNone() {
        long feed = register("feed", 1);
        assertThatThrownBy(() -> accept(feed, 1, 2)).hasMessageContaining("UNKNOWN_PRODUCER");
    }

    // ---- against a model ----

    /** All that was ever accepted, looked through from the start each time. */
    private static final class Naive {
        private record Accepted(long number, int epoch, long batch, int crc, long seq) {}

        final List<Accepted> log = new ArrayList<>();
        final Map<Long, Integer> epochs = new HashMap<>(); // of who is known

        String judge(long number, int epoch, long batch, int crc) {
            if (!epochs.containsKey(number)) {
                return "UNKNOWN_PRODUCER";
            }
            if (epoch < epochs.get(number)) {
                return "FENCED";
            }
            List<Accepted> same = log.stream()
                    .filter(a -> a.number == number && a.epoch == epoch)
                    .toList();
            long last = same.size();
            if (batch == last + 1) {
                return "NEW";
            }
            if (batch > last) {
                return log.stream().anyMatch(a -> a.number == number) ? "GAP " + (last + 1) : "UNKNOWN_PRODUCER";
            }
            Accepted known = same.get((int) batch - 1);
            if (batch <= last - ProducerState.WINDOW) {
                return "OLD " + same.get((int) last - ProducerState.WINDOW).seq;
            }
            return known.crc == crc ? "AGAIN " + known.seq : "SEQ_REUSED";
        }
    }

    @Test
    void shouldDecideAsTheNaiveModelDoes() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Naive naive = new Naive();
        for (int step = 0; step < 15_000; step++) {
            long number = 1L + random.nextInt((int) Math.max(4, table.nextNumber()));
            int epoch = naive.epochs.getOrDefault(number, 1);
            int kind = random.nextInt(1_000);
            if (kind < 3 && naive.epochs.size() < 4) {
                long registered = register("p" + step, 1 + random.nextInt(2));
                naive.epochs.put(registered, header.producerEpoch());
            } else if (kind < 4 && random.nextInt(4) == 0 && naive.epochs.containsKey(number)) {
                change(ProducerChange.EPOCH, number, epoch + 1);
                naive.epochs.put(number, epoch + 1);
            } else if (kind < 5 && random.nextInt(4) == 0 && naive.epochs.containsKey(number)) {
                change(ProducerChange.EXPIRED, number, 0);
                naive.epochs.remove(number);
            } else if (kind < 10) {
                reload();
            } else {
                batch(random, naive, number, epoch);
            }
        }
    }

    private void batch(Random random, Naive naive, long number, int current) {
        int epoch = Math.max(1, current + (random.nextInt(2_000) == 0 ? random.nextInt(3) - 1 : 0));
        long last = naive.log.stream()
                .filter(a -> a.number() == number && a.epoch() == epoch)
                .count();
        long batch =
                switch (random.nextInt(8)) {
                    case 0 -> Math.max(1, last + 1 - random.nextInt(1_100));
                    case 1 -> Math.max(1, last + random.nextInt(4) - 1);
                    default -> last + 1;
                };
        int crc = random.nextInt(10) == 0 ? 7 : crc(batch);
        String expected = naive.judge(number, epoch, batch, crc);
        assertThat(judge(number, epoch, batch, crc)).isEqualTo(expected);
        if (expected.equals("NEW")) {
            accept(number, epoch, batch, crc);
            naive.log.add(new Naive.Accepted(number, epoch, batch, crc, seq));
            naive.epochs.put(number, epoch);
        }
    }

    private void reload() throws IOException {
        byte[] saved = save(table);
        ProducerTable fresh = new ProducerTable();
        fresh.load(new DataInputStream(new ByteArrayInputStream(saved)));
        assertThat(save(fresh)).isEqualTo(saved);
        table = fresh;
    }

    private static byte[] save(ProducerTable table) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Test
    void shouldJudgeWithoutMakingObjects() {
        long feed = register("feed", 1);
        for (int batch = 1; batch <= 20_000; batch++) {
            oneOfEach(feed, batch);
        }
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        for (int batch = 20_001; batch <= 30_000; batch++) {
            oneOfEach(feed, batch);
        }
        assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(4_096);
    }

    private void oneOfEach(long feed, long batch) {
        table.judge(feed, 1, batch, crc(batch));
        accept(feed, 1, batch);
        table.judge(feed, 1, batch, crc(batch));
        table.judge(feed, 1, batch, 7);
        table.judge(feed, 1, batch + 5, 7);
    }
}
