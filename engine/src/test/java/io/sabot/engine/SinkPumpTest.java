package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.ingest.sink.Sink;
import io.sabot.journal.Journals;
import io.sabot.journal.Outbox;
import io.sabot.journal.OutboxLimits;
import io.sabot.journal.SimulatedFile;
import io.sabot.journal.SimulatedJournals;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SinkPumpTest {
    private static final EventSchema SCHEMA =
            EventSchema.derived("t", List.of(new ColumnSpec("n", SqlType.of(TypeKind.BIGINT))), EventSchema.NO_COLUMN);

    private final MemoryPool pool = MemoryPool.unbounded();
    private final Outbox outbox = Journals.memoryOutbox("t", SCHEMA);
    private final Shaky sink = new Shaky();
    private final List<String> told = new ArrayList<>();
    private long lastSeq;

    /** Applies what it has when it is told to, and there is no outage. */
    private static final class Shaky implements Sink {
        private final List<Long> rows = new ArrayList<>();
        private long taken;
        private long applied;
        private long refused;
        private boolean isAway;
        private int flushes;

        @Override
        public long resumeAfter() {
            return applied;
        }

        @Override
        public long durableOseq() {
            return applied / 2;
        }

        @Override
        public Problem outage() {
            return isAway && taken > applied ? Problem.of("T-1", "away", null) : null;
        }

        @Override
        public long refusedCount() {
            return refused;
        }

        @Override
        public void write(EventBatch batch, long firstOutput) {
            assertThat(outage()).isNull();
            for (int i = 0; i < batch.selectedCount(); i++) {
                rows.add(batch.column(0).getLong(batch.selection()[i]));
            }
            taken += batch.selectedCount();
        }

        @Override
        public void flush() {
            flushes++;
            if (!isAway) {
                applied = taken;
            }
        }

        @Override
        public void end() {
            flush();
        }

        @Override
        public void close() {}
    }

    private final EngineListener listener = new EngineListener() {
        @Override
        public void onSinkAway(String name, Problem problem) {
            told.add(name + " " + problem.message());
        }

        @Override
        public void onSinkBack(String name) {
            told.add(name + " back");
        }

        @Override
        public void onRefused(String name, long rows) {
            told.add(name + " refused " + rows);
        }
    };

    @AfterEach
    void close() {
        outbox.close();
        pool.close();
    }

    private SinkPump pump() {
        return new SinkPump("t", outbox, sink, listener);
    }

    private void append(long n) {
        try (EventBatch batch = EventBatch.growable(pool)) {
            batch.layout(SCHEMA, null, null, 1);
            batch.column(0).putLong(batch.nextRow(), n);
            batch.commitRow();
            outbox.append(batch, ++lastSeq, 0);
        }
    }

    private static void step(SinkPump pump, int times) {
        for (int i = 0; i < times; i++) {
            pump.doWork();
        }
    }

    @Test
    @FaultCase(number = 20, how = "a sink that is away, stepped")
    void shouldTellAnOutageOnceAndWriteNothingDuringIt() {
        try (SinkPump pump = pump()) {
            sink.isAway = true;
            append(1);
            step(pump, 3);
            append(2);
            append(3);
            step(pump, 5);
            assertThat(told).containsExactly("t away");
            assertThat(sink.rows).hasSizeLessThan(3);
            sink.isAway = false;
            step(pump, 9);
            assertThat(told).containsExactly("t away", "t back");
            assertThat(sink.rows).containsExactly(1L, 2L, 3L);
            assertThat(sink.applied).isEqualTo(3);
        }
    }

    @Test
    void shouldEndWhenAllIsAppliedOnly() {
        try (SinkPump pump = pump()) {
            append(1);
            step(pump, 3);
            sink.isAway = true;
            append(2);
            outbox.end(lastSeq, 0);
            step(pump, 5);
            assertThat(pump.isEnded()).isFalse();
            sink.isAway = false;
            step(pump, 3);
            assertThat(pump.isEnded()).isTrue();
            assertThat(sink.applied).isEqualTo(2);
        }
    }

    @Test
    void shouldNotWaitForAnOutageToBeOverWhenItIsStopped() {
        try (SinkPump pump = pump()) {
            sink.isAway = true;
            append(1);
            step(pump, 2);
            append(2);
            pump.drain();
            assertThat(sink.rows).containsExactly(1L);
        }
    }

    @Test
    void shouldFlushAgainUntilAllIsAppliedAndThenBeQuiet() {
        try (SinkPump pump = pump()) {
            append(1);
            step(pump, 9);
            assertThat(sink.flushes).isEqualTo(1);
        }
    }

    @Test
    void shouldShowWhatMayBeForgottenAndWhatWasRefused() {
        try (SinkPump pump = pump()) {
            assertThat(pump.durableOseq()).isZero();
            append(1);
            append(2);
            sink.refused = 2;
            step(pump, 4);
            assertThat(pump.written()).isEqualTo(2);
            assertThat(pump.durableOseq()).isEqualTo(1);
            assertThat(pump.refused()).isEqualTo(2);
            assertThat(told).containsExactly("t refused 2");
        }
    }

    @Test
    void shouldRefuseASinkThatHasMoreThanItsOutbox() {
        append(1);
        sink.applied = 2;
        assertThatThrownBy(this::pump)
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("ENG-0116")
                .hasMessageContaining("has 2 rows");
    }

    @Test
    void shouldNotWaitForRowsWhoseNumbersWereGivenUp() {
        try (SimulatedFile file = new SimulatedFile("outbox", what -> {});
                Outbox lost = SimulatedJournals.openOutbox("t", file, SCHEMA, new OutboxLimits(0, 3))) {
            lost.endReplay(0, 0);
            try (SinkPump pump = new SinkPump("t", lost, sink, listener)) {
                pump.drain();
                assertThat(lost.lastOseq()).isEqualTo(3);
                assertThat(sink.rows).isEmpty();
            }
        }
    }
}
