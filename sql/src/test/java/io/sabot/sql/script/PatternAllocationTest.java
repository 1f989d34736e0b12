package io.sabot.sql.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.operator.OperatorBuilder;
import io.sabot.state.StateSpace;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the operator thread allocates for rows and matches once everything has its size: next to nothing. */
class PatternAllocationTest {
    private static final int ROWS = 1024;
    private static final int KEYS = 7;
    private static final int BATCHES = 200;
    private static final double MAX_BYTES_PER_ROW = 0.01;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            quick path          | MEASURES A.price AS p PATTERN (A B+ C) DEFINE B AS price < PREV(price), C AS price > PREV(price)
            more threads        | MEASURES A.price AS p PATTERN ((A+)+ B+ C D) DEFINE A AS price < 80, B AS price < 90, C AS price > 20, D AS price > 60
            within, next row    | MEASURES LAST(B.price) AS p AFTER MATCH SKIP TO NEXT ROW PATTERN (A B* C) WITHIN INTERVAL '0.000000600' SECOND DEFINE A AS price > 90, C AS price < 10
            shared starts       | MEASURES LAST(B.price) AS p AFTER MATCH SKIP TO NEXT ROW PATTERN (A B*? C) DEFINE C AS price < 2
            shared, within      | MEASURES COUNT(*) AS p PATTERN (A B*? C) WITHIN INTERVAL '0.000009000' SECOND DEFINE C AS price < 2
            shared, timeouts    | MEASURES COUNT(*) AS p ONE ROW PER MATCH SHOW TIMEOUT MATCHES AFTER MATCH SKIP TO NEXT ROW PATTERN (A B*? C) WITHIN INTERVAL '0.000009000' SECOND DEFINE C AS price < 1
            timeouts            | MEASURES A.price AS p ONE ROW PER MATCH SHOW TIMEOUT MATCHES PATTERN (A B* C) WITHIN INTERVAL '0.000000600' SECOND DEFINE A AS price > 90, C AS price < 10
            past of the match   | MEASURES A.price AS p PATTERN (A B+ C) DEFINE B AS price < A.price, C AS price > A.price
            aggregates          | MEASURES SUM(B.price) AS p PATTERN (A B+ C) DEFINE B AS AVG(B.price) < 60 AND COUNT(B.*) < 9, C AS price > MAX(B.price)
            all rows            | MEASURES CLASSIFIER() AS c, RUNNING SUM(price) AS p ALL ROWS PER MATCH PATTERN (A B+ C) DEFINE B AS price < PREV(price), C AS price > PREV(price)
            unmatched rows      | MEASURES A.price AS p ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A B+ C) DEFINE A AS price > 50, B AS price < PREV(price), C AS price > PREV(price)
            next                | MEASURES A.price AS p PATTERN (A B+) DEFINE A AS price < NEXT(price), B AS price > NEXT(price)
            distinct            | MEASURES COUNT(DISTINCT price) AS p PATTERN (A B+ C) DEFINE B AS price < PREV(price), C AS price > PREV(price)
            """)
    void shouldNotAllocateForRowsAndMatches(String name, String clauses) {
        ApplicationPlan plan = ScriptRun.plan(
                """
                CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price BIGINT, WATERMARK FOR ts AS ts)
                  WITH ('connector' = 'stream');
                SELECT p FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts %s);
                """
                        .formatted(clauses));
        try (Chain chain = new Chain(plan)) {
            chain.feed(BATCHES);
            long matches = chain.results;
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long thread = Thread.currentThread().getId();
            long before = threads.getThreadAllocatedBytes(thread);
            chain.feed(BATCHES);
            long allocatedBytes = threads.getThreadAllocatedBytes(thread) - before;
            assertThat(chain.results - matches).as("matches").isGreaterThan(100);
            assertThat((double) allocatedBytes / (BATCHES * ROWS))
                    .as("bytes a row")
                    .isLessThan(MAX_BYTES_PER_ROW);
        }
    }

    /** The operators of a query over one table, and a batch of rows that comes again and again, later each time. */
    private static final class Chain implements Operator, AutoCloseable {
        private final MemoryPool pool = MemoryPool.unbounded();
        private final StateSpace space = new StateSpace(pool, 1 << 28);
        private final EventBatch batch = EventBatch.growable(pool);
        private final Operator[] operators;
        private final Input input;
        private long results;
        private long seq;

        Chain(ApplicationPlan plan) {
            OperatorBuilder builder = new OperatorBuilder(plan.functions(), space, pool);
            DeadLetters refused = (reason, late, row, detail) -> {
                throw new AssertionError(detail);
            };
            plan.queries().forEach(query -> builder.add(query.name(), query.plan(), refused, new Input(this, 0)));
            TableSpec table = plan.tables().get(0);
            input = builder.intake(table, refused);
            operators = builder.operators().toArray(new Operator[0]);
            batch.layout(table.stream(), new SymbolDictionary(), null, ROWS);
            for (int row = 0; row < ROWS; row++) {
                batch.column(0).putString(row, "key " + row % KEYS);
                batch.column(2).putLong(row, row * 7919L % 100);
                batch.commitRow();
            }
        }

        /** One row a nanosecond. */
        void feed(int batches) {
            for (int i = 0; i < batches; i++) {
                long startNs = seq * ROWS;
                for (int row = 0; row < ROWS; row++) {
                    batch.column(1).putLong(row, startNs + row);
                }
                batch.seq(++seq);
                input.onBatch(batch);
                for (Operator operator : operators) {
                    operator.flush();
                }
            }
        }

        @Override
        public void onBatch(int number, EventBatch out) {
            results += out.selectedCount();
        }

        @Override
        public void onWatermark(int number, long watermarkNs, long position) {}

        @Override
        public void onEnd(int number, long position) {}

        @Override
        public void close() {
            for (Operator operator : operators) {
                operator.close();
            }
            batch.close();
            space.close();
            pool.close();
        }
    }
}
