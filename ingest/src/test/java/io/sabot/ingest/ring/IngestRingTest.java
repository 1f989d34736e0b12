package io.sabot.ingest.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import io.sabot.ingest.RecordReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class IngestRingTest {
    private static final EventSchema SCHEMA = Decoded.schema("a BIGINT");
    private static final String THREAD = "ring-under-test";

    private final MemoryPool pool = MemoryPool.unbounded();
    private final SymbolDictionary symbols = new SymbolDictionary();
    private final Taken taken = new Taken();

    @AfterEach
    void closePoolWhichFailsIfABufferIsOpen() {
        pool.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith(THREAD));
    }

    private IngestRing ring(int slotCount, WaitMode waitMode) {
        return new IngestRing(pool, slotCount, waitMode, List.of(taken), THREAD);
    }

    private EventBatch fill(EventBatch batch, long... values) {
        batch.layout(SCHEMA, symbols, null, values.length);
        for (long value : values) {
            batch.column(0).putLong(batch.nextRow(), value);
            batch.commitRow();
        }
        return batch;
    }

    private EventBatch publish(RingPublisher publisher, EventBatch batch, long value) {
        return publisher.publish(fill(batch, value), 1, RecordReader.NO_OFFSET, 0);
    }

    private void await(IngestRing ring) {
        assertThat(ring.awaitDrained(Duration.ofSeconds(20))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(WaitMode.class)
    void shouldKeepTheOrderOfEachOfSeveralPublishers(WaitMode waitMode) throws InterruptedException {
        int publishers = 3;
        int batches = 2_000;
        try (IngestRing ring = ring(4, waitMode)) {
            ring.start();
            List<Thread> threads = new ArrayList<>();
            for (int p = 0; p < publishers; p++) {
                int id = p;
                threads.add(new Thread(() -> publishMany(ring, id, batches)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            await(ring);
        }
        assertThat(taken.rows()).hasSize(publishers * batches);
        for (int p = 0; p < publishers; p++) {
            long first = p * 1_000_000L;
            List<String> ofOne = taken.rows().stream()
                    .filter(row -> Long.parseLong(row) / 1_000_000 == first / 1_000_000)
                    .toList();
            for (int i = 0; i < batches; i++) {
                assertThat(ofOne.get(i)).isEqualTo(String.valueOf(first + i));
            }
        }
        assertThat(taken.lastSequence).isEqualTo(publishers * batches - 1L);
    }

    private void publishMany(IngestRing ring, int id, int batches) {
        RingPublisher publisher = ring.newPublisher();
        EventBatch batch = publisher.newBatch();
        for (int i = 0; i < batches; i++) {
            batch = publish(publisher, batch, id * 1_000_000L + i);
        }
        batch.close();
    }

    @Test
    void shouldSwapBuffersInsteadOfCopyingThem() {
        List<EventBatch> seen = new ArrayList<>();
        List<Object> described = new ArrayList<>();
        Stage stage = (slot, sequence, endOfBatch) -> {
            seen.add(slot.batch());
            described.add(List.of(slot.sourceId(), slot.sourceOffset(), slot.handedInNs(), slot.schema(), slot.kind()));
        };
        try (IngestRing ring = new IngestRing(pool, 2, WaitMode.BACKOFF, List.of(stage), THREAD)) {
            ring.start();
            RingPublisher publisher = ring.newPublisher();
            EventBatch mine = publisher.newBatch();
            long address = fill(mine, 5).column(0).dataAddress();
            EventBatch former = publisher.publish(mine, 7, 70, 11);
            await(ring);
            assertThat(former).isNotSameAs(mine);
            assertThat(seen).hasSize(1);
            assertThat(seen.get(0)).isSameAs(mine);
            assertThat(seen.get(0).column(0).dataAddress()).isEqualTo(address);
            assertThat(described).containsExactly(List.of(7, 70L, 11L, SCHEMA, SlotKind.DATA));
            former.close();
        }
    }

    @Test
    void shouldSayThatThereIsNoRoomAndKeepTheBatchWithItsPublisher() {
        taken.isGated = true;
        try (IngestRing ring = ring(2, WaitMode.BACKOFF)) {
            ring.start();
            RingPublisher publisher = ring.newPublisher();
            EventBatch batch = publish(publisher, publish(publisher, publisher.newBatch(), 1), 2);
            assertThat(publisher.tryPublish(fill(batch, 3), 1, 0, 0)).isNull();
            assertThat(publisher.tryPublishEnd(1, 0, SCHEMA)).isFalse();
            assertThat(publisher.tryPublishReject(1, 0, SCHEMA, null)).isFalse();
            assertThat(Decoded.row(batch, 0)).isEqualTo("3");
            assertThat(ring.awaitDrained(Duration.ofMillis(5))).isFalse();
            taken.isGated = false;
            taken.gate.release(2);
            batch = publisher.publish(batch, 1, RecordReader.NO_OFFSET, 0);
            await(ring);
            assertThat(taken.rows()).containsExactly("1", "2", "3");
            batch.close();
        }
    }

    @Test
    void shouldTellPublishersThatAStageHasFailed() throws InterruptedException {
        AtomicReference<Throwable> told = new AtomicReference<>();
        IngestRing ring = ring(2, WaitMode.BACKOFF);
        ring.onFailure(e -> {
            told.set(e);
            throw new IllegalStateException("in hook");
        });
        taken.isGated = true;
        taken.toThrow = new IllegalStateException("disk on fire");
        ring.start();
        AtomicReference<Throwable> refused = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            RingPublisher publisher = ring.newPublisher();
            EventBatch batch = publisher.newBatch();
            try {
                for (int i = 0; i < 10; i++) {
                    batch = publish(publisher, batch, i);
                }
            } catch (SabotException e) {
                refused.set(e);
            }
            batch.close();
        });
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        taken.gate.release(1);
        waiting.join();
        assertThat(refused.get()).hasMessageContaining("ING-0401").hasMessageContaining("disk on fire");
        assertThat(refused.get()).hasCause(taken.toThrow);
        assertThat(told.get()).isSameAs(taken.toThrow);
        assertThat(ring.failure()).isSameAs(taken.toThrow);
        assertThat(ring.failure().getSuppressed()).hasSize(1);
        assertThatThrownBy(() -> ring.awaitDrained(Duration.ofSeconds(1))).hasMessageContaining("ING-0401");
        assertThatThrownBy(() -> ring.newPublisher().requireTaking()).hasMessageContaining("ING-0401");
        ring.close();
        assertThat(taken.slots()).isEmpty();
        assertThat(taken.closeCalls).isEqualTo(1);
    }

    @Test
    void shouldTakeWhatWasPublishedBeforeItIsClosed() throws InterruptedException {
        taken.isGated = true;
        IngestRing ring = ring(8, WaitMode.BACKOFF);
        ring.start();
        RingPublisher publisher = ring.newPublisher();
        EventBatch batch = publisher.newBatch();
        for (int i = 0; i < 8; i++) {
            batch = publish(publisher, batch, i);
        }
        Thread closing = new Thread(ring::close);
        closing.start();
        EventBatch mine = batch;
        while (closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> publish(publisher, mine, 9)).hasMessageContaining("ING-0402");
        taken.gate.release(8);
        closing.join();
        ring.close();
        assertThat(taken.rows()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
        assertThat(taken.closeCalls).isEqualTo(1);
        assertThat(ring.isDrained()).isTrue();
        mine.close();
    }

    @Test
    void shouldFreeItsBuffersWhenItWasNeverStarted() {
        IngestRing ring = ring(2, WaitMode.BACKOFF);
        RingPublisher publisher = ring.newPublisher();
        publish(publisher, publisher.newBatch(), 1).close();
        ring.close();
        assertThat(taken.rows()).isEmpty();
        assertThatThrownBy(ring::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldFreeItsBuffersWhenPublishersRaceWithClose() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            IngestRing ring = ring(2, WaitMode.BACKOFF);
            ring.start();
            CountDownLatch published = new CountDownLatch(2);
            Runnable source = () -> {
                RingPublisher publisher = ring.newPublisher();
                EventBatch batch = publisher.newBatch();
                try {
                    for (int i = 0; ; i++) {
                        batch = publish(publisher, batch, i);
                        published.countDown();
                    }
                } catch (SabotException e) {
                    batch.close();
                }
            };
            List<Thread> sources = List.of(new Thread(source), new Thread(source));
            sources.forEach(Thread::start);
            assertThat(published.await(10, TimeUnit.SECONDS)).isTrue();
            ring.close();
            for (Thread thread : sources) {
                thread.join();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WaitMode.class)
    void shouldPassSlotsToTheNextGroupOnlyAfterTheGroupBefore(WaitMode waitMode) {
        Taken after = new Taken();
        Stage checking =
                (slot, sequence, endOfBatch) -> assertThat(taken.lastSequence).isGreaterThanOrEqualTo(sequence);
        List<List<Stage>> groups = List.of(List.of(taken), List.of(checking, after));
        try (IngestRing ring = IngestRing.pipelined(pool, 4, waitMode, groups, THREAD)) {
            ring.start();
            publishMany(ring, 0, 500);
            await(ring);
            assertThat(ring.failure()).isNull();
            assertThat(after.rows()).hasSize(500).isEqualTo(taken.rows());
        }
        assertThat(after.closeCalls).isEqualTo(1);
    }

    @Test
    void shouldStopAllGroupsWhenALaterOneFails() {
        Stage failing = (slot, sequence, endOfBatch) -> {
            throw new IllegalStateException("no");
        };
        List<List<Stage>> groups = List.of(List.of(taken), List.of(failing));
        IngestRing ring = IngestRing.pipelined(pool, 4, WaitMode.BLOCKING, groups, THREAD);
        ring.start();
        RingPublisher publisher = ring.newPublisher();
        AtomicReference<EventBatch> mine = new AtomicReference<>(publisher.newBatch());
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        mine.set(publish(publisher, mine.get(), i));
                    }
                })
                .hasMessageContaining("ING-0401");
        mine.get().close();
        ring.close();
        assertThat(taken.closeCalls).isEqualTo(1);
    }

    /** A machine that is busy with other things may spoil a round, not all of them. */
    @ParameterizedTest
    @EnumSource(WaitMode.class)
    void shouldTakeSoonWhatIsPublishedToAnIdleRing(WaitMode waitMode) {
        long bestNs = Long.MAX_VALUE;
        try (IngestRing ring = ring(4, waitMode)) {
            ring.start();
            for (int round = 0; round < 8 && bestNs > IngestRing.IDLE_INTERVAL_NS / 4; round++) {
                bestNs = Math.min(bestNs, medianHopNs(ring));
            }
            assertThat(taken.idleCalls).isPositive();
        }
        assertThat(bestNs).isLessThan(IngestRing.IDLE_INTERVAL_NS / 4);
    }

    private long medianHopNs(IngestRing ring) {
        long[] hopsNs = new long[41];
        Random random = new Random(41);
        RingPublisher publisher = ring.newPublisher();
        EventBatch batch = publisher.newBatch();
        int before = taken.slots().size();
        for (int i = 0; i < hopsNs.length; i++) {
            LockSupport.parkNanos(2_000_000 + random.nextInt(1_000_000)); // out of step with the idle interval
            long publishedNs = System.nanoTime();
            batch = publish(publisher, batch, i);
            taken.await(before + i + 1);
            hopsNs[i] = taken.lastTakenNs - publishedNs;
        }
        batch.close();
        Arrays.sort(hopsNs);
        return hopsNs[hopsNs.length / 2];
    }

    @Test
    void shouldRefuseToBeClosedByOneOfItsStages() {
        AtomicReference<IngestRing> self = new AtomicReference<>();
        Stage closing = (slot, sequence, endOfBatch) -> self.get().close();
        IngestRing ring = new IngestRing(pool, 2, WaitMode.BACKOFF, List.of(closing), THREAD);
        self.set(ring);
        ring.start();
        RingPublisher publisher = ring.newPublisher();
        publish(publisher, publisher.newBatch(), 1).close();
        assertThatThrownBy(() -> {
                    while (ring.awaitDrained(Duration.ofSeconds(5))) {
                        Thread.onSpinWait();
                    }
                })
                .hasMessageContaining("a stage cannot close the ring");
        ring.close();
    }

    @Test
    void shouldRefuseABatchWithoutRowsAndAnOddNumberOfSlots() {
        try (IngestRing ring = ring(2, WaitMode.BACKOFF);
                EventBatch batch = ring.newPublisher().newBatch()) {
            batch.layout(SCHEMA, symbols, null, 1);
            assertThatThrownBy(() -> ring.newPublisher().publish(batch, 1, 0, 0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ring(3, WaitMode.BACKOFF)).hasMessageContaining("power of two");
    }
}
