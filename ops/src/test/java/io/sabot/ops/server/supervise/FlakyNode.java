package io.sabot.ops.server.supervise;

import io.sabot.core.error.SabotException;
import io.sabot.engine.EngineListener;
import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import io.sabot.ingest.ring.RowAppender;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A node in memory that fails when it is told to. */
final class FlakyNode implements RunningNode {
    private static final String SQL =
            """
            CREATE TABLE numbers (n BIGINT);
            CREATE TABLE kept (n BIGINT);
            INSERT INTO kept SELECT n FROM numbers;
            """;

    final AtomicInteger starts = new AtomicInteger();
    volatile boolean failsAtStart;
    private volatile boolean failsAtNextRow;
    private volatile Sabot sabot;

    @Override
    public Sabot start(EngineListener listener, UnaryOperator<SabotConfig> limits) {
        starts.incrementAndGet();
        if (failsAtStart) {
            throw SabotException.failed("OPS-0999", "told to fail", null, null);
        }
        failsAtNextRow = false;
        Sabot started = Sabot.open(limits.apply(SabotConfig.inMemory()).withListener(new EngineListener() {
            @Override
            public void onFrame(String table, int rows, long handedInNs) {
                if (failsAtNextRow) {
                    throw new IllegalStateException("told to fail");
                }
            }
        }));
        started.execute(SQL);
        sabot = started;
        return started;
    }

    /** Makes the running node fail. */
    void fail() {
        failsAtNextRow = true;
        append(0);
    }

    void append(long n) {
        try (RowAppender numbers = sabot.appender("numbers")) {
            numbers.row().i64(n).append();
        }
    }

    /** Lets its inputs end. */
    void end() {
        sabot.end("numbers");
    }
}
