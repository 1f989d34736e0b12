package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every log must do. */
abstract class EventLogContract {
    static final long HOUR_NS = 3_600_000_000_000L;

    final MemoryPool pool = MemoryPool.unbounded();
    final EventBatch batch = EventBatch.growable(pool);
    final FrameHeader fields = FrameHeader.create();

    abstract EventLog log();

    @AfterEach
    final void closeMemory() {
        batch.close();
        pool.close();
    }

    final FrameHeader next(long timeNs) {
        return fields.clear().seq(log().lastSeq() + 1).timeNs(timeNs).streamId(1);
    }

    final long appendRandom(Random random, int rows) {
        TestBatches.fill(batch, TestBatches.ALL_TYPES, log().symbols(), random, rows);
        return log().appender().append(next(log().lastTimeNs() + 1), batch);
    }

    @Test
    void shouldGiveBackEveryTypeWithNullsInBothEncodings() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<List<String>> written = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            assertThat(appendRandom(random, random.nextInt(60))).isEqualTo(i + 1);
            written.add(TestBatches.cells(batch));
        }
        SymbolDictionary symbols = new SymbolDictionary();
        try (LogReader reader = log().reader(1, symbols)) {
            for (int i = 0; i < written.size(); i++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().seq()).isEqualTo(i + 1);
                assertThat(TestBatches.cells(reader.batch(TestBatches.ALL_TYPES)))
                        .isEqualTo(written.get(i));
            }
            assertThat(reader.next()).isFalse();
        }
        assertThat(symbols.size()).isEqualTo(log().symbols().size());
    }

    @Test
    void shouldKeepEveryFieldOfTheHeader() {
        FrameHeader mine = next(77).streamId(5)
                .schemaVersion(6)
                .term(7)
                .clusterPosition(8)
                .producerId(9)
                .producerEpoch(10)
                .part(1, 3)
                .batchSequence(11)
                .sourceId(12)
                .sourceOffset(13)
                .payloadCrc(14);
        log().appender().append(mine, TestBatches.ticks(batch, 3, 0));
        try (LogReader reader = log().reader(1, new SymbolDictionary())) {
            assertThat(reader.next()).isTrue();
            FrameHeader header = reader.header();
            assertThat(header.type()).isEqualTo(FrameType.DATA);
            assertThat(List.of(header.streamId(), header.schemaVersion(), header.producerEpoch(), header.sourceId()))
                    .containsExactly(5, 6, 10, 12);
            assertThat(List.of(header.part(), header.parts(), header.payloadCrc(), header.rows(), header.columns()))
                    .containsExactly(1, 3, 14, 3, 3);
            assertThat(List.of(
                            header.seq(),
                            header.timeNs(),
                            header.term(),
                            header.clusterPosition(),
                            header.producerId()))
                    .containsExactly(1L, 77L, 7L, 8L, 9L);
            assertThat(List.of(header.batchSequence(), header.sourceOffset())).containsExactly(11L, 13L);
        }
    }

    @Test
    void shouldGiveBackFramesWithoutColumns() {
        LogAppender appender = log().appender();
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        appender.appendSchema(next(1), TestBatches.ALL_TYPES);
        appender.appendReject(next(2), new RejectedRecord(70, 3, bytes.length, "no number: «x»", bytes));
        appender.appendEnd(next(3).sourceId(4));
        appender.appendControl(next(4), FrameType.BARRIER, new byte[] {1, 2, 3});
        try (LogReader reader = log().reader(1, new SymbolDictionary())) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.schema()).isEqualTo(TestBatches.ALL_TYPES);
            assertThat(reader.next()).isTrue();
            RejectedRecord reject = reader.reject();
            assertThat(reject.cause()).isEqualTo("no number: «x»");
            assertThat(reject.lengthBytes()).isEqualTo(100_000);
            assertThat(reject.bytes()).hasSize(FrameDescriptor.MAX_REJECT_BYTES).startsWith(bytes[0], bytes[1]);
            assertThat(reader.next()).isTrue();
            assertThat(reader.header().type()).isEqualTo(FrameType.END);
            assertThat(reader.header().sourceId()).isEqualTo(4);
            assertThat(reader.next()).isTrue();
            assertThat(reader.payload()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void shouldSeeWhatComesAfterTheEndWasReached() {
        try (LogReader reader = log().reader(1, new SymbolDictionary())) {
            assertThat(reader.next()).isFalse();
            for (int i = 1; i <= 100; i++) {
                log().appender().append(next(i * HOUR_NS), TestBatches.ticks(batch, 1, i));
                assertThat(reader.next()).as("frame %d", i).isTrue();
                assertThat(reader.header().seq()).isEqualTo(i);
                assertThat(reader.next()).isFalse();
            }
        }
    }

    @Test
    void shouldStartReadingAtAnyFrame() {
        for (int i = 1; i <= 50; i++) {
            log().appender().append(next(i * HOUR_NS / 4), TestBatches.ticks(batch, 1, i));
        }
        for (int from = 1; from <= 50; from++) {
            try (LogReader reader = log().reader(from, new SymbolDictionary())) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().seq()).isEqualTo(from);
            }
        }
        try (LogReader reader = log().reader(51, new SymbolDictionary())) {
            assertThat(reader.next()).isFalse();
            log().appender().append(next(51 * HOUR_NS), TestBatches.ticks(batch, 1, 51));
            assertThat(reader.next()).isTrue();
            assertThat(reader.header().seq()).isEqualTo(51);
        }
        assertThatThrownBy(() -> log().reader(53, new SymbolDictionary())).isInstanceOf(SabotException.class);
    }

    @Test
    void shouldRefuseAGapAndATimeThatGoesBackAndTooBigABatch() {
        log().appender().append(next(100), TestBatches.ticks(batch, 1, 0));
        FrameHeader gap = FrameHeader.create().seq(3).timeNs(100);
        assertThatThrownBy(() -> log().appender().append(gap, batch)).isInstanceOf(IllegalArgumentException.class);
        FrameHeader back = FrameHeader.create().seq(2).timeNs(99);
        assertThatThrownBy(() -> log().appender().append(back, batch)).isInstanceOf(IllegalArgumentException.class);
        TestBatches.ticks(batch, 16_000, 0);
        FrameHeader big = FrameHeader.create().seq(2).timeNs(100);
        assertThatThrownBy(() -> log().appender().append(big, batch)).isInstanceOf(IllegalArgumentException.class);
        assertThat(log().appender().append(next(100), TestBatches.ticks(batch, 1, 0)))
                .isEqualTo(2);
    }

    @Test
    void shouldWriteDictionaryEntriesOnceAndBeforeTheyAreNeeded() {
        log().symbols().idOf("early");
        log().appender().appendEnd(next(1));
        log().symbols().idOf("later");
        log().symbols().idOf("");
        log().appender().append(next(2), TestBatches.ticks(batch, 1, 0));
        log().appender().append(next(3), TestBatches.ticks(batch, 1, 0));
        SymbolDictionary symbols = new SymbolDictionary();
        try (LogReader reader = log().reader(1, symbols)) {
            List<Integer> entries = new ArrayList<>();
            while (reader.next()) {
                entries.add(reader.header().dictionaryEntries());
            }
            assertThat(entries).containsExactly(1, 2, 0);
        }
        assertThat(List.of(symbols.string(0), symbols.string(1), symbols.string(2)))
                .containsExactly("early", "later", "");
    }

    @Test
    void shouldRefuseADictionaryThatDiffers() {
        log().symbols().idOf("a");
        log().appender().appendEnd(next(1));
        SymbolDictionary other = new SymbolDictionary();
        other.idOf("b");
        try (LogReader reader = log().reader(1, other)) {
            assertThatThrownBy(reader::next).isInstanceOf(SabotException.class).hasMessageContaining("JRN-0109");
        }
    }

    @Test
    void shouldBeFollowedByAnotherThread() throws InterruptedException {
        int frames = 20_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        LogReader reader = log().reader(1, new SymbolDictionary());
        Thread follower = new Thread(() -> {
            long seen = 0;
            while (seen < frames && !Thread.currentThread().isInterrupted()) {
                if (reader.next()) {
                    seen++;
                    long first = reader.batch(TestBatches.TICKS).column(0).getLong(0);
                    if (first != seen) {
                        throw new IllegalStateException(first + " in frame " + seen);
                    }
                }
            }
        });
        follower.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        follower.start();
        for (int i = 1; i <= frames; i++) {
            TestBatches.ticks(batch, 1 + i % 5, i);
            log().appender().append(next(i * (HOUR_NS / 5000)), batch);
        }
        follower.join(60_000);
        boolean isDone = !follower.isAlive();
        follower.interrupt();
        follower.join();
        reader.close();
        assertThat(failure.get()).isNull();
        assertThat(isDone).isTrue();
    }

    @Test
    void shouldTellHowFarItIsDurable() {
        assertThat(log().durableSeq()).isZero();
        for (int i = 1; i <= 5; i++) {
            log().appender().append(next(i * HOUR_NS), TestBatches.ticks(batch, 1, i));
        }
        assertThat(log().durableSeq()).isZero();
        assertThat(log().appendedBytes()).isGreaterThan(5 * FrameDescriptor.HEADER_BYTES);
        assertThat(log().force()).isEqualTo(5);
        assertThat(log().durableSeq()).isEqualTo(5);
        assertThat(log().force()).isEqualTo(5);
        assertThat(log().cut()).isNull();
    }

    @Test
    void shouldGivePointsThatCanBeStored() {
        assertThat(log().point().ordinal()).isZero();
        log().symbols().idOf("a");
        log().appender().append(next(77), TestBatches.ticks(batch, 1, 1));
        LogPoint point = log().point();
        assertThat(point.seq()).isEqualTo(1);
        assertThat(point.timeNs()).isEqualTo(77);
        assertThat(point.symbols()).isEqualTo(1);
        assertThat(LogPoint.decode(point.encode())).isEqualTo(point);
        assertThatThrownBy(() -> LogPoint.decode(new byte[80])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldGiveUpItsBeginning() {
        int frames = 30;
        for (int i = 1; i <= frames; i++) {
            log().symbols().idOf("symbol " + i);
            log().appender().append(next(i * HOUR_NS / 3), TestBatches.ticks(batch, 8000, i));
        }
        assertThat(log().firstSeq()).isEqualTo(1);
        assertThat(log().trim(1)).isEqualTo(1);
        long first = log().trim(17);
        assertThat(first).isGreaterThan(1).isLessThanOrEqualTo(17).isEqualTo(log().firstSeq());
        for (long from = first; from <= frames; from++) {
            SymbolDictionary symbols = new SymbolDictionary();
            for (int i = 1; from > first && i < from; i++) {
                symbols.idOf("symbol " + i);
            }
            try (LogReader reader = log().reader(from, symbols)) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().seq()).isEqualTo(from);
            }
        }
        assertThatThrownBy(() -> log().reader(first - 1, new SymbolDictionary()))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("JRN-0207")
                .hasMessageContaining("from seq " + first);
        long newest = log().trim(Long.MAX_VALUE);
        assertThat(newest).isGreaterThan(first).isLessThanOrEqualTo(frames);
        assertThat(log().trim(first)).isEqualTo(newest);
        log().appender().append(next(frames * HOUR_NS), TestBatches.ticks(batch, 1, 1));
        assertThat(log().lastSeq()).isEqualTo(frames + 1);
    }

    @Test
    void shouldAllocateNothingPerAppendWhenWarm() {
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        TestBatches.ticks(batch, 64, 0);
        LogAppender appender = log().appender();
        for (int i = 0; i < 20_000; i++) {
            appender.append(next(1), batch);
        }
        int count = 10_000;
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        for (int i = 0; i < count; i++) {
            appender.append(next(1), batch);
        }
        long bytes = threads.getThreadAllocatedBytes(id) - before;
        System.out.println(getClass().getSimpleName() + ": " + (double) bytes / count + " bytes allocated per append");
        assertThat((double) bytes / count).isLessThan(allocationLimit());
    }

    /** Bytes per append. */
    double allocationLimit() {
        return 0.5;
    }
}
