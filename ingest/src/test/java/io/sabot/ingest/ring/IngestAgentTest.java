package io.sabot.ingest.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import io.sabot.ingest.EventTimeMerge;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.file.FileRecordReader;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.format.FormatSpec.Header;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class IngestAgentTest {
    private static final FormatSpec CSV = FormatSpec.csv().withHeader(Header.NO);
    private static final EventSchema SCHEMA = Decoded.schema("name VARCHAR, ts BIGINT");
    private static final String THREAD = "agent-under-test";

    @TempDir
    Path dir;

    private final MemoryPool pool = MemoryPool.unbounded();
    private final SymbolDictionary symbols = new SymbolDictionary();
    private final Taken taken = new Taken();
    private final IngestRing ring = new IngestRing(pool, 2, WaitMode.BACKOFF, List.of(taken), "ring");

    @AfterEach
    void closeWhichFailsIfABufferIsOpen() {
        ring.close();
        pool.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals(THREAD));
    }

    private RecordReader reader(String name, String content, long offset) throws IOException {
        Path file = Files.writeString(dir.resolve(name), content);
        return FileRecordReader.open(file, CSV, SCHEMA, offset, false, 100);
    }

    private SourceAgent source(String content, long offset, int maxRows) throws IOException {
        return new SourceAgent(ring.newPublisher(), reader("in", content, offset), 1, SCHEMA, symbols, maxRows);
    }

    private static void stepToEnd(IngestAgent agent) {
        while (!agent.isEnded()) {
            agent.doWork(System.nanoTime());
        }
        assertThat(agent.doWork(System.nanoTime())).isZero();
    }

    private List<String> drained() {
        assertThat(ring.awaitDrained(Duration.ofSeconds(10))).isTrue();
        return taken.slots();
    }

    @Test
    void shouldHandOnRowsRejectsAndTheEndWithTheirOffsets() throws IOException {
        ring.start();
        try (SourceAgent agent = source("a,1\nb,2\nc,3\nbad,x\nd,4\n", 0, 2)) {
            assertThat(agent.totalBytes()).isEqualTo(22);
            stepToEnd(agent);
            List<String> slots = drained();
            assertThat(slots).hasSize(5);
            assertThat(slots.get(0)).isEqualTo("s1 DATA a|1, b|2 @8");
            assertThat(slots.get(1)).isEqualTo("s1 DATA c|3 @12");
            assertThat(slots.get(2)).startsWith("s1 REJECT").endsWith("@18");
            assertThat(slots.get(3)).isEqualTo("s1 DATA d|4 @22");
            assertThat(slots.get(4)).isEqualTo("s1 END @22");
            assertThat(agent.rows()).isEqualTo(4);
            assertThat(agent.rejects()).isEqualTo(1);
            assertThat(agent.offsetBytes()).isEqualTo(22);
        }
    }

    @Test
    void shouldGoOnAtAnOffset() throws IOException {
        ring.start();
        try (SourceAgent agent = source("a,1\nb,2\n", 4, 10)) {
            assertThat(agent.offsetBytes()).isEqualTo(4);
            stepToEnd(agent);
            assertThat(drained()).containsExactly("s1 DATA b|2 @8", "s1 END @8");
        }
    }

    @Test
    void shouldReadNothingWhileTheRingHasNoRoom() throws IOException {
        try (SourceAgent agent = source("a,1\nb,2\nc,3\nd,4\n", 0, 1)) {
            for (int i = 0; i < 20; i++) {
                agent.doWork(System.nanoTime());
            }
            assertThat(agent.rows()).isEqualTo(2);
            assertThat(agent.offsetBytes()).isEqualTo(8);
            assertThat(agent.doWork(System.nanoTime())).isZero();
            ring.start();
            stepToEnd(agent);
            drained();
            assertThat(taken.rows()).containsExactly("a|1", "b|2", "c|3", "d|4");
        }
    }

    @Test
    void shouldHandOnSeveralFilesInTheOrderOfEventTime() throws IOException {
        ring.start();
        List<EventTimeMerge.Source> inputs = List.of(
                new EventTimeMerge.Source(reader("x", "a,1\nb,4\nbad\nc,5\n", 0), SCHEMA),
                new EventTimeMerge.Source(reader("y", "d,2\ne,3\nf,4\n", 0), SCHEMA));
        try (MergeAgent agent = new MergeAgent(ring.newPublisher(), inputs, new int[] {7, 8}, symbols, pool)) {
            assertThat(agent.totalBytes()).isEqualTo(28);
            stepToEnd(agent);
            List<String> slots = drained();
            assertThat(taken.rows()).containsExactly("a|1", "d|2", "e|3", "b|4", "f|4", "c|5");
            assertThat(slots.get(0)).isEqualTo("s7 DATA a|1 @4");
            assertThat(slots.get(1)).isEqualTo("s8 DATA d|2, e|3 @8");
            assertThat(slots.get(2)).isEqualTo("s7 DATA b|4 @8");
            assertThat(slots.get(3)).startsWith("s7 REJECT").endsWith("@12");
            assertThat(slots.subList(4, slots.size()))
                    .containsExactly("s8 DATA f|4 @12", "s8 END @12", "s7 DATA c|5 @16", "s7 END @16");
            assertThat(agent.rows()).isEqualTo(6);
            assertThat(agent.rejects()).isEqualTo(1);
            assertThat(agent.offsetBytes()).isEqualTo(28);
        }
    }

    @Test
    void shouldPassASingleFileThroughTheMerge() throws IOException {
        ring.start();
        List<EventTimeMerge.Source> inputs =
                List.of(new EventTimeMerge.Source(reader("x", "a,1\nbad\nb,0\n", 0), SCHEMA));
        try (MergeAgent agent = new MergeAgent(ring.newPublisher(), inputs, new int[] {7}, symbols, pool, 100)) {
            stepToEnd(agent);
            List<String> slots = drained();
            assertThat(taken.rows()).containsExactly("a|1", "b|0");
            assertThat(slots.get(slots.size() - 1)).isEqualTo("s7 END @12");
        }
    }

    @Test
    void shouldEndTheThreadWhenAllAgentsHaveEnded() throws Exception {
        ring.start();
        AtomicReference<Throwable> failed = new AtomicReference<>();
        List<IngestAgent> agents = List.of(source("a,1\n", 0, 10), source("b,2\n", 0, 10));
        try (AgentRunner runner = new AgentRunner(agents, failed::set, THREAD).start()) {
            assertThat(runner.awaitEnded(Duration.ofSeconds(10))).isTrue();
            assertThat(runner.isEnded()).isTrue();
            assertThatThrownBy(runner::start).isInstanceOf(IllegalStateException.class);
        }
        assertThat(failed.get()).isNull();
        drained();
        assertThat(taken.rows()).hasSize(2);
    }

    @Test
    void shouldTellOfAFailureAndCloseTheAgents() throws Exception {
        taken.toThrow = new IllegalStateException("disk on fire");
        ring.start();
        AtomicReference<Throwable> failed = new AtomicReference<>();
        AtomicReference<AgentRunner> self = new AtomicReference<>();
        AgentRunner runner = new AgentRunner(
                List.of(source("a,1\n".repeat(100), 0, 1)),
                e -> {
                    self.get().close(); // from its own thread: must not wait for itself
                    failed.set(e);
                },
                THREAD);
        self.set(runner);
        runner.start();
        assertThat(runner.awaitEnded(Duration.ofSeconds(10))).isTrue();
        runner.close();
        assertThat(failed.get()).hasMessageContaining("ING-0401");
    }

    @Test
    void shouldCloseAgentsThatWereNeverStarted() throws IOException {
        AgentRunner runner = new AgentRunner(List.of(source("a,1\n", 0, 1)), e -> {}, THREAD);
        runner.close();
        runner.close();
        assertThat(runner.isEnded()).isTrue();
        assertThatThrownBy(runner::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldEndTheThreadOfARunningAgentWhenItIsClosed() throws IOException {
        SourceAgent stuck = source("a,1\n".repeat(100), 0, 1); // the ring was not started
        AgentRunner runner = new AgentRunner(List.of(stuck), e -> {}, THREAD).start();
        runner.close();
        assertThat(runner.isEnded()).isTrue();
    }
}
