package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.core.time.Clock;
import io.sabot.ingest.ring.BatchRefusedException;
import io.sabot.ingest.ring.ProducerReply.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProducerTest {
    private static final Duration PATIENCE = TestNode.PATIENCE;
    private static final String SQL =
            """
            CREATE TABLE ticks (symbol VARCHAR, n BIGINT);
            CREATE TABLE quotes (symbol VARCHAR, n BIGINT);
            CREATE TABLE kept (symbol VARCHAR, n BIGINT);
            INSERT INTO kept SELECT symbol, n FROM ticks UNION ALL SELECT symbol, n FROM quotes;
            """;

    @TempDir
    Path directory;

    private SabotConfig config() {
        return new TestNode(directory).config();
    }

    private static Sabot start(SabotConfig config) {
        Sabot sabot = Sabot.open(config);
        sabot.execute(SQL);
        return sabot;
    }

    /** Batch n has the row n. */
    private static long send(Producer producer) {
        long batch = producer.nextBatch();
        producer.row().string("S" + batch % 5).i64(batch).append();
        return producer.commit();
    }

    private static void acknowledged(Producer producer, long batch) {
        assertThat(producer.awaitAcknowledged(batch, PATIENCE)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(SabotConfig.Durability.class)
    @FaultCase(number = 2, how = "batches sent again, both durabilities")
    void shouldKeepEachBatchOnceHoweverOftenItIsSent(SabotConfig.Durability durability) {
        SabotConfig config = config().withDurability(durability);
        try (Sabot sabot = start(config);
                Producer feed = sabot.producer("ticks", "feed-1")) {
            assertThat(feed.lastBatch()).isZero();
            for (int i = 0; i < 3; i++) {
                send(feed);
            }
            feed.startAt(2); // as if no acknowledgement had arrived
            for (int i = 0; i < 4; i++) {
                send(feed);
            }
            acknowledged(feed, 5);
            assertThat(sabot.rows()).isEqualTo(5);
        }
        try (Sabot sabot = start(config);
                Producer feed = sabot.producer("ticks", "feed-1")) {
            assertThat(feed.lastBatch()).isEqualTo(5);
            assertThat(feed.acknowledged()).isEqualTo(5);
            assertThat(feed.nextBatch()).isEqualTo(6);
            feed.startAt(1);
            for (int i = 0; i < 7; i++) {
                send(feed);
            }
            acknowledged(feed, 7);
            assertThat(sabot.rows()).isEqualTo(7);
        }
    }

    @Test
    void shouldTellTheRefusalAtTheNextCallAndGoOn() {
        try (Sabot sabot = start(config());
                Producer feed = sabot.producer("ticks", "feed-1")) {
            feed.startAt(3);
            send(feed);
            assertRefused(feed, Kind.UNKNOWN_PRODUCER, 3, 0);
            feed.startAt(1);
            acknowledged(feed, send(feed));
            feed.startAt(4);
            send(feed);
            assertRefused(feed, Kind.GAP, 4, 2);
            feed.startAt(1);
            feed.row().string("other").i64(1).append();
            feed.commit();
            assertRefused(feed, Kind.SEQ_REUSED, 1, 0);
            feed.startAt(2);
            acknowledged(feed, send(feed));
            assertThat(sabot.rows()).isEqualTo(2);
        }
    }

    private static void assertRefused(Producer feed, Kind reason, long batch, long value) {
        assertThatThrownBy(() -> feed.awaitAcknowledged(batch, PATIENCE))
                .isInstanceOfSatisfying(BatchRefusedException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.batch()).isEqualTo(batch);
                    assertThat(e.value()).isEqualTo(value);
                    assertThat(e).hasMessageContaining("feed-1");
                });
        assertThatThrownBy(feed::row).isInstanceOf(BatchRefusedException.class);
        assertThatThrownBy(feed::commit).isInstanceOf(BatchRefusedException.class);
    }

    @Test
    void shouldFenceTheOlderOfTwoEpochs() {
        try (Sabot sabot = start(config());
                Producer zombie = sabot.producer("ticks", "feed-1", 1)) {
            acknowledged(zombie, send(zombie));
            acknowledged(zombie, send(zombie));
            try (Producer heir = sabot.producer("ticks", "feed-1", 2)) {
                assertThat(heir.lastBatch()).isZero();
                assertThat(heir.formerLastBatch()).isEqualTo(2);
                send(zombie);
                assertRefused(zombie, Kind.FENCED, 3, 0);
                acknowledged(heir, send(heir));
                assertThatThrownBy(() -> sabot.producer("ticks", "feed-1", 1))
                        .isInstanceOfSatisfying(BatchRefusedException.class, e -> assertThat(e.reason())
                                .isEqualTo(Kind.FENCED));
            }
            assertThat(sabot.rows()).isEqualTo(3);
        }
        try (Sabot sabot = start(config());
                Producer feed = sabot.producer("ticks", "feed-1")) {
            assertThat(feed.epoch()).isEqualTo(2);
            assertThat(feed.lastBatch()).isEqualTo(1);
            assertThat(feed.formerLastBatch()).isEqualTo(2);
        }
    }

    @Test
    void shouldKeepProducersAndTablesApart() {
        try (Sabot sabot = start(config());
                Producer one = sabot.producer("ticks", "one");
                Producer two = sabot.producer("ticks", "two");
                Producer quotes = sabot.producer("quotes", "one")) {
            for (Producer producer : List.of(one, two, quotes, one, two, one)) {
                send(producer);
            }
            acknowledged(one, 3);
            acknowledged(two, 2);
            acknowledged(quotes, 1);
            assertThat(sabot.rows()).isEqualTo(6);
        }
    }

    @Test
    void shouldCountABatchWithoutRows() {
        try (Sabot sabot = start(config());
                Producer feed = sabot.producer("ticks", "feed-1")) {
            assertThat(feed.commit()).isEqualTo(1);
            acknowledged(feed, send(feed));
        }
        try (Sabot sabot = start(config());
                Producer feed = sabot.producer("ticks", "feed-1")) {
            assertThat(feed.lastBatch()).isEqualTo(2);
            assertThat(sabot.rows()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseARowForWhichTheBatchHasNoRoom() {
        List<Long> seen = new CopyOnWriteArrayList<>();
        int rows = 40_000;
        try (Sabot sabot = Sabot.open(config())) {
            sabot.subscribe("kept", row -> seen.add(row.i64("n")));
            sabot.execute(SQL);
            try (Producer feed = sabot.producer("ticks", "feed-1")) {
                for (long i = 0; i < rows; i++) {
                    append(feed, i);
                }
                acknowledged(feed, feed.commit());
                assertThat(feed.nextBatch()).isGreaterThan(3);
            }
            assertThat(sabot.rows()).isEqualTo(rows);
        }
        assertThat(seen).hasSize(rows).isSorted();
    }

    /** Short symbols, and now and then a value for which the column has to be plain. */
    private static void append(Producer feed, long i) {
        String symbol = i % 5_000 == 4_999 ? "x".repeat(3_000) : "S" + i % 10;
        try {
            feed.row().string(symbol).i64(i).append();
        } catch (SabotException e) {
            assertThat(e).hasMessageContaining("ING-0404");
            feed.commit();
            feed.row().string(symbol).i64(i).append();
        }
    }

    @Test
    void shouldTellABatchByItsContentWhateverItsColumnsAreLaidOutAs() {
        try (Sabot sabot = start(config());
                Producer feed = sabot.producer("ticks", "feed-1")) {
            acknowledged(feed, send(feed));
            feed.row().string("y".repeat(2_000)).i64(2).append(); // from now on the column is plain
            acknowledged(feed, feed.commit());
            feed.startAt(1);
            acknowledged(feed, send(feed));
            send(feed);
            assertRefused(feed, Kind.SEQ_REUSED, 2, 0);
            assertThat(sabot.rows()).isEqualTo(2);
        }
    }

    @Test
    void shouldRefuseOneProducerTooMany() {
        SabotConfig config = config().withProducerLimits(new ProducerLimits(2, Duration.ofDays(1)));
        try (Sabot sabot = start(config);
                Producer one = sabot.producer("ticks", "one");
                Producer two = sabot.producer("ticks", "two")) {
            assertThatThrownBy(() -> sabot.producer("ticks", "three"))
                    .isInstanceOfSatisfying(BatchRefusedException.class, e -> assertThat(e.reason())
                            .isEqualTo(Kind.TOO_MANY_PRODUCERS));
            acknowledged(one, send(one));
            acknowledged(two, send(two));
        }
    }

    @Test
    void shouldForgetWhoIsIdleForTooLong() {
        AtomicLong nowNs = new AtomicLong(1_000_000_000L);
        Clock clock = nowNs::get;
        SabotConfig config = config().withClock(clock).withProducerLimits(new ProducerLimits(2, Duration.ofHours(1)));
        try (Sabot sabot = start(config);
                Producer idle = sabot.producer("ticks", "idle");
                Producer busy = sabot.producer("ticks", "busy")) {
            acknowledged(idle, send(idle));
            nowNs.addAndGet(Duration.ofMinutes(50).toNanos());
            acknowledged(busy, send(busy));
            nowNs.addAndGet(Duration.ofMinutes(20).toNanos());
            sabot.producer("ticks", "new").close();
            send(idle);
            assertThatThrownBy(() -> idle.awaitAcknowledged(2, PATIENCE))
                    .isInstanceOfSatisfying(BatchRefusedException.class, e -> assertThat(e.reason())
                            .isEqualTo(Kind.UNKNOWN_PRODUCER));
            acknowledged(busy, send(busy));
        }
        try (Sabot sabot = start(config.withProducerLimits(ProducerLimits.DEFAULT));
                Producer idle = sabot.producer("ticks", "idle");
                Producer busy = sabot.producer("ticks", "busy")) {
            assertThat(idle.lastBatch()).isZero();
            assertThat(busy.lastBatch()).isEqualTo(2);
        }
    }

    @Test
    void shouldRefuseAnImpossibleName() {
        try (Sabot sabot = start(config())) {
            for (String name : List.of("", "a b", "x".repeat(200))) {
                assertThatThrownBy(() -> sabot.producer("ticks", name)).hasMessageContaining("ING-0405");
            }
            assertThatThrownBy(() -> sabot.producer("ticks", "x", -1)).hasMessageContaining("ING-0406");
        }
    }

    @Test
    void shouldRefuseBatchesForATableThatHasEnded() {
        try (Sabot sabot = start(config());
                Producer feed = sabot.producer("ticks", "feed-1")) {
            acknowledged(feed, send(feed));
            sabot.end("ticks");
            send(feed);
            assertRefused(feed, Kind.ENDED, 2, 0);
            feed.startAt(1);
            acknowledged(feed, send(feed));
        }
    }

    @Test
    @FaultCase(number = 2, how = "batches sent again after restarts")
    void shouldKeepEverythingOnceOverManyStarts(FaultRun run) {
        run.times(12);
        Random random = run.random();
        List<Long> seen = new CopyOnWriteArrayList<>();
        long last = 0;
        for (int life = 0; life < 12; life++) {
            try (Sabot sabot = Sabot.open(config())) {
                seen.clear();
                sabot.subscribe("kept", row -> seen.add(row.i64("n")));
                sabot.execute(SQL);
                Producer feed = sabot.producer("ticks", "feed-1");
                assertThat(feed.lastBatch()).isEqualTo(last);
                feed.startAt(Math.max(1, last + 1 - random.nextInt(20)));
                int count = random.nextInt(60);
                for (int i = 0; i < count; i++) {
                    send(feed);
                }
                last = Math.max(last, feed.nextBatch() - 1);
                if (count > 0 && random.nextBoolean()) {
                    acknowledged(feed, feed.nextBatch() - 1); // what was sent in this life, be it again
                }
                feed.close();
            }
            assertThat(seen).hasSize((int) last).isSorted().doesNotHaveDuplicates();
        }
    }
}
