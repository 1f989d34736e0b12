package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.ingest.jdbc.JdbcSink;
import io.sabot.ingest.sink.Sink;
import io.sabot.journal.Journals;
import io.sabot.journal.Outbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that have the same rows, and one place that they go to. */
final class LedPumpTest {
    private static final EventSchema SCHEMA =
            EventSchema.derived("t", List.of(new ColumnSpec("n", SqlType.of(TypeKind.BIGINT))), EventSchema.NO_COLUMN);
    private static final long SECOND_NS = 1_000_000_000L;

    private final MemoryPool pool = MemoryPool.unbounded();
    private final Database database = new Database();
    private final List<Node> nodes = new ArrayList<>();
    private long nowNs;

    /** As a database is: rows and how far they got move at once, and only for the newest term. */
    private static final class Database {
        private final List<Long> rows = new ArrayList<>();
        private long term;
        private boolean isAway;

        private void require(long writer) {
            if (isAway) {
                throw new SabotException(ExitCode.UNAVAILABLE, List.of(Problem.of("SNK-0202", "away", null)));
            }
            if (writer < term) {
                throw SabotException.failed(JdbcSink.FENCED, "a writer of term " + term, null, null);
            }
        }

        private void commit(long writer, long from, List<Long> more) {
            require(writer);
            if (from != rows.size()) {
                throw SabotException.failed(JdbcSink.FENCED, rows.size() + " rows, not " + from, null, null);
            }
            rows.addAll(more);
        }
    }

    /** Takes three rows for one transaction. */
    private static final class DatabaseSink implements Sink {
        private final Database database;
        private final long term;
        private final List<Long> taken = new ArrayList<>();
        private long applied;

        DatabaseSink(Database database, long term) {
            database.require(term);
            database.term = term;
            this.database = database;
            this.term = term;
            this.applied = database.rows.size();
        }

        @Override
        public long resumeAfter() {
            return applied;
        }

        @Override
        public void write(EventBatch batch, long firstOutput) {
            assertThat(firstOutput).isEqualTo(applied + taken.size() + 1);
            for (int i = 0; i < batch.selectedCount(); i++) {
                taken.add(batch.column(0).getLong(batch.selection()[i]));
            }
            if (taken.size() >= 3) {
                flush();
            }
        }

        @Override
        public void flush() {
            database.commit(term, applied, taken);
            applied += taken.size();
            taken.clear();
        }

        @Override
        public void end() {
            flush();
        }

        @Override
        public void close() {}
    }

    private final class Node implements AutoCloseable {
        private final Outbox outbox = Journals.memoryOutbox("t", SCHEMA);
        private final List<String> told = new ArrayList<>();
        private long leadingTerm = OrderedInput.NOT_LEADING;
        private LedPump pump;

        Node() {
            pump = newPump();
            nodes.add(this);
        }

        private LedPump newPump() {
            return new LedPump("t", outbox, new Target(), () -> leadingTerm, new Listener(), () -> nowNs);
        }

        private final class Target implements LedPump.Target {
            @Override
            public Sink open(long term) {
                return new DatabaseSink(database, term);
            }

            @Override
            public long appliedOseq() {
                database.require(Long.MAX_VALUE);
                return database.rows.size();
            }

            @Override
            public void close() {}
        }

        private final class Listener implements EngineListener {
            @Override
            public void onSinkAway(String name, Problem problem) {
                told.add("away: " + problem.message());
            }

            @Override
            public void onSinkBack(String name) {
                told.add("back");
            }
        }

        /** Has computed all rows up to this one. */
        void computeTo(long n) {
            for (long row = outbox.lastOseq() + 1; row <= n; row++) {
                try (EventBatch batch = EventBatch.growable(pool)) {
                    batch.layout(SCHEMA, null, null, 1);
                    batch.column(0).putLong(batch.nextRow(), row);
                    batch.commitRow();
                    outbox.append(batch, row, 0);
                }
            }
        }

        void step() {
            for (int i = 0; i < 8; i++) {
                pump.doWork();
            }
        }

        void restart() {
            pump.close();
            pump = newPump();
        }

        @Override
        public void close() {
            pump.close();
            outbox.close();
        }
    }

    @AfterEach
    void close() {
        nodes.forEach(Node::close);
        pool.close();
    }

    private static List<Long> upTo(long n) {
        return LongStream.rangeClosed(1, n).boxed().toList();
    }

    @Test
    void shouldLetOnlyTheLeaderWrite() {
        Node leader = new Node();
        Node follower = new Node();
        leader.leadingTerm = 4;
        leader.computeTo(5);
        follower.computeTo(5);
        follower.step();
        assertThat(database.rows).isEmpty();
        leader.step();
        assertThat(database.rows).isEqualTo(upTo(5));
        assertThat(leader.pump.written()).isEqualTo(5);
        assertThat(follower.pump.written()).isZero();
        nowNs += 11 * SECOND_NS;
        follower.step();
        assertThat(follower.pump.durableOseq()).as("what may be forgotten").isEqualTo(5);
        Node slow = new Node();
        slow.computeTo(2);
        slow.step();
        assertThat(slow.pump.durableOseq()).as("of what there is").isEqualTo(2);
        assertThat(follower.told).isEmpty();
    }

    @Test
    void shouldGoOnWhereTheTargetSays() {
        Node first = new Node();
        Node second = new Node();
        first.leadingTerm = 4;
        first.computeTo(5);
        first.step();
        first.computeTo(7); // computed, and not written
        first.leadingTerm = OrderedInput.NOT_LEADING;
        second.leadingTerm = 5;
        second.computeTo(3);
        second.step();
        assertThat(second.pump.status().outage())
                .as("waits for what it has not computed")
                .isNull();
        second.computeTo(8);
        second.step();
        first.step();
        assertThat(database.rows).isEqualTo(upTo(8));
    }

    @Test
    void shouldFenceALeaderThatDoesNotKnowYetThatItIsNone() {
        Node old = new Node();
        Node next = new Node();
        old.leadingTerm = 4;
        old.computeTo(3);
        old.step();
        next.leadingTerm = 5;
        next.computeTo(3);
        next.step();
        old.computeTo(6);
        for (int second = 0; second < 5; second++) {
            nowNs += 2 * SECOND_NS;
            old.step();
        }
        assertThat(database.rows).isEqualTo(upTo(3));
        assertThat(old.told).containsExactly("away: a writer of term 5");
        assertThat(old.pump.status().outage().code()).isEqualTo(JdbcSink.FENCED);
        old.leadingTerm = OrderedInput.NOT_LEADING;
        nowNs += 11 * SECOND_NS;
        old.step();
        assertThat(old.told).containsExactly("away: a writer of term 5", "back");
        old.leadingTerm = 6;
        old.step();
        assertThat(database.rows).isEqualTo(upTo(6));
    }

    @Test
    void shouldTryAgainWhenTheTargetIsAway() {
        Node leader = new Node();
        leader.leadingTerm = 1;
        leader.computeTo(2);
        database.isAway = true;
        leader.step();
        leader.step();
        assertThat(leader.told).containsExactly("away: away");
        database.isAway = false;
        leader.step();
        assertThat(database.rows).as("not at once").isEmpty();
        nowNs += 2 * SECOND_NS;
        leader.step();
        assertThat(database.rows).isEqualTo(upTo(2));
        assertThat(leader.told).containsExactly("away: away", "back");
    }

    @Test
    void shouldFailWithWhatCannotPass() {
        Node leader = new Node();
        leader.leadingTerm = 1;
        LedPump pump = new LedPump(
                "t",
                leader.outbox,
                new LedPump.Target() {
                    @Override
                    public Sink open(long term) {
                        throw SabotException.configuration("SNK-0203", "no such table", null);
                    }

                    @Override
                    public long appliedOseq() {
                        return 0;
                    }

                    @Override
                    public void close() {}
                },
                () -> 1,
                EngineListener.NONE,
                () -> nowNs);
        assertThatThrownBy(pump::doWork).hasMessageContaining("SNK-0203");
        pump.close();
    }

    @Test
    void shouldWriteEveryRowOnceWhoeverLeads() {
        long seed = System.nanoTime();
        System.out.println("LedPumpTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            new Node();
        }
        long computed = 0;
        long term = 0;
        for (int step = 0; step < 5_000; step++) {
            Node node = nodes.get(random.nextInt(3));
            switch (random.nextInt(40)) {
                case 0 -> node.leadingTerm = ++term; // and who led may not know it
                case 1 -> node.leadingTerm = OrderedInput.NOT_LEADING;
                case 2 -> database.isAway = random.nextBoolean();
                case 3 -> node.restart();
                case 4, 5, 6, 7, 8 -> computed += random.nextInt(4);
                case 9, 10, 11, 12, 13, 14 -> node.computeTo(computed - random.nextInt(3));
                case 15, 16 -> nowNs += random.nextInt(12) * SECOND_NS;
                default -> node.step();
            }
            assertThat(database.rows).as("seed %d, step %d", seed, step).isEqualTo(upTo(database.rows.size()));
        }
        database.isAway = false;
        Node last = nodes.get(0);
        last.leadingTerm = ++term;
        last.computeTo(computed);
        nowNs += 2 * SECOND_NS;
        last.step();
        nowNs += 2 * SECOND_NS;
        for (int i = 0; i < computed; i++) {
            last.step();
        }
        assertThat(database.rows).as("seed %d", seed).isEqualTo(upTo(computed));
        assertThat(last.pump.durableOseq()).isEqualTo(computed);
    }
}
