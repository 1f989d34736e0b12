package io.sabot.engine;

import io.sabot.cep.PartialMatches;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.journal.LogPoint;
import io.sabot.journal.Outbox;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.operator.ConstantRows;
import io.sabot.sql.operator.Flushes;
import io.sabot.sql.operator.OperatorBuilder;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.QueryPlan;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.Checkpointer;
import io.sabot.state.StateSpace;
import io.sabot.state.StateUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The queries of one SQL file: what comes out of the log goes in, what goes out goes to outboxes. A function of the log
 * alone.
 *
 * <p>Owned by the sequencer's thread, during replay by the thread that opens the node.
 */
final class Application implements AutoCloseable {
    private final ApplicationPlan plan;
    private final StateSpace space;
    private final MemoryPool pool; // not owned
    private DeadLetterWriter deadLetters; // null if it could not be opened
    private final Map<String, OutboxWriter> outboxes = new LinkedHashMap<>();
    private final Map<String, Input> intakes = new LinkedHashMap<>();
    private final IdleTables idleTables = new IdleTables();
    private final Operator[] operators;
    private final Flushes flushes;
    private final OutboxWriter[] writers;
    private final List<OperatorBuilder.Constants> constants;
    private final QueryFailures failures;
    private boolean areLettersEnded;
    private Map<Outbox, LongSupplier> durableOseqs = Map.of();

    /** @param durableSeq up to which results may go into outboxes */
    Application(
            ApplicationPlan plan,
            OutboxSource source,
            SabotConfig config,
            SpaceWait diskSpace,
            MemoryPool pool,
            LongSupplier durableSeq) {
        this.plan = plan;
        this.pool = pool;
        this.space = new StateSpace(pool, config.stateBytes());
        OperatorBuilder builder = new OperatorBuilder(plan.functions(), space, pool);
        boolean isDone = false;
        try {
            connect(builder, source, config, diskSpace, durableSeq);
            isDone = true;
        } finally {
            if (!isDone) {
                close(builder.operators());
            }
        }
        List<Operator> ordered = builder.operators();
        this.operators = ordered.toArray(new Operator[0]);
        this.flushes = builder.flushes(ordered);
        this.writers = outboxes.values().toArray(new OutboxWriter[0]);
        this.constants = builder.constants();
        this.failures = new QueryFailures(plan.source(), builder.patterns());
    }

    private void connect(
            OperatorBuilder builder,
            OutboxSource source,
            SabotConfig config,
            SpaceWait diskSpace,
            LongSupplier durableSeq) {
        deadLetters = new DeadLetterWriter(
                new HeldOutputs(
                        source.openOutbox(DeadLetterWriter.NAME, DeadLetterWriter.SCHEMA), diskSpace, pool, durableSeq),
                pool,
                config.listener());
        for (QueryPlan query : plan.queries()) {
            OutboxWriter writer = outboxes.computeIfAbsent(
                    outboxName(query),
                    name -> new OutboxWriter(
                            new HeldOutputs(source.openOutbox(name, query.output()), diskSpace, pool, durableSeq),
                            deadLetters.of(name),
                            pool));
            builder.add(query.name(), query.plan(), deadLetters.of(query.name()), writer.addInput());
        }
        for (TableSpec table : plan.tables()) {
            Input intake = builder.intake(table, deadLetters.of(table.name()));
            if (intake != null) {
                intakes.put(table.name(), intake);
                idleTables.add(table, builder.clock(table));
            }
        }
    }

    /** A sink has one outbox, standard output one a query. */
    static String outboxName(QueryPlan query) {
        return query.target() == null ? query.name() : query.target().name();
    }

    Outbox outbox(String name) {
        OutboxWriter writer = outboxes.get(name);
        return writer == null ? null : writer.outbox();
    }

    Outbox deadLetterOutbox() {
        return deadLetters.outbox();
    }

    /** Partial matches that patterns have given up at their limits. Any thread. */
    long droppedPartials() {
        long dropped = 0;
        for (Operator operator : operators) {
            dropped += operator instanceof PartialMatches pattern ? pattern.droppedPartials() : 0;
        }
        return dropped;
    }

    boolean reads(TableSpec table) {
        return intakes.containsKey(table.name());
    }

    ApplicationPlan plan() {
        return plan;
    }

    /**
     * Leaves alone what an application that was upgraded made of the log up to an entry. Before {@link #start}, or behind
     * {@link #load}.
     */
    void mute(long throughSeq) {
        for (OutboxWriter writer : writers) {
            writer.mute(throughSeq);
        }
        deadLetters.mute(throughSeq, areLettersEnded);
    }

    /** What needs no input: VALUES. Before the first frame, on every start. */
    void start() {
        begin(0, 0);
        constants.forEach(rows -> ConstantRows.feed(rows, pool));
        commit();
    }

    void onRows(TableSpec table, EventBatch batch, long seq, long timeNs) {
        Input intake = intakes.get(table.name());
        if (intake != null) {
            begin(seq, timeNs);
            batch.seq(seq);
            intake.onBatch(batch);
            idleTables.onRows(table, timeNs, batch.position(batch.rows() - 1));
            commit();
        }
    }

    void onEnd(TableSpec table, long seq, long timeNs) {
        Input intake = intakes.get(table.name());
        if (intake != null) {
            begin(seq, timeNs);
            intake.onEnd(Position.of(seq, 0));
            idleTables.onEnd(table);
            commit();
        }
    }

    /** Lets into the outboxes what has become durable. */
    void release() {
        for (OutboxWriter writer : writers) {
            writer.outputs().release();
        }
        deadLetters.outputs().release();
    }

    /** Batches of results that wait for their inputs to be durable. */
    int heldCount() {
        int count = deadLetters.outputs().size();
        for (OutboxWriter writer : writers) {
            count += writer.outputs().size();
        }
        return count;
    }

    private void begin(long seq, long timeNs) {
        for (OutboxWriter writer : writers) {
            writer.begin(seq, timeNs);
        }
        deadLetters.begin(seq, timeNs);
    }

    private void commit() {
        flushes.run();
        for (OutboxWriter writer : writers) {
            writer.commit();
        }
        deadLetters.commit();
        if (!areLettersEnded && hasEnded()) {
            deadLetters.end();
            areLettersEnded = true;
        }
        if (deadLetters.failure() != null) {
            throw failures.placed(deadLetters.failure());
        }
    }

    /** The log has no more, and nothing was added to it yet. */
    void endReplay(long lastSeq, long timeNs) {
        for (OutboxWriter writer : writers) {
            writer.outbox().endReplay(lastSeq, timeNs);
        }
        deadLetters.outbox().endReplay(lastSeq, timeNs);
    }

    /** Whether no query can give another row. */
    boolean hasEnded() {
        for (OutboxWriter writer : writers) {
            if (!writer.isEnded()) {
                return false;
            }
        }
        return true;
    }

    StateSpace space() {
        return space;
    }

    // ---- checkpoints ----

    /** How far the outboxes are; what {@link #save} writes follows. */
    void saveOutboxes(StateOutput out) {
        out.putSection("outboxes");
        out.putInt(writers.length);
        for (OutboxWriter writer : writers) {
            out.putText(writer.outbox().schema().name());
            writer.save(out);
        }
        deadLetters.save(out);
    }

    /** Everything that later frames' results depend on; between frames. */
    void save(StateOutput out, Checkpointer checkpointer) {
        out.putBoolean(areLettersEnded);
        idleTables.save(out);
        out.putSection("pages");
        checkpointer.save(out);
        out.putSection("operators");
        out.putInt(operators.length);
        for (Operator operator : operators) {
            out.putSection(operator.getClass().getSimpleName());
            operator.save(out);
        }
    }

    /** From where outboxes can be opened by an application that is loaded from what {@link #save} gives now. */
    Map<String, LogPoint> outboxPoints() {
        Map<String, LogPoint> points = new LinkedHashMap<>();
        outboxes.forEach((name, writer) -> putPoint(points, name, writer.outbox()));
        putPoint(points, DeadLetterWriter.NAME, deadLetters.outbox());
        return points;
    }

    private static void putPoint(Map<String, LogPoint> points, String name, Outbox outbox) {
        LogPoint point = outbox.point();
        if (point != null) {
            points.put(name, point);
        }
    }

    /** What both have saved, in a fresh application, in the place of {@link #start}. */
    void load(StateInput in, CheckpointInfo checkpoint, Checkpointer checkpointer) {
        in.expectSection("outboxes");
        expectCount(in.getInt(), writers.length);
        for (OutboxWriter writer : writers) {
            in.expectSection(writer.outbox().schema().name());
            writer.load(in);
        }
        deadLetters.load(in);
        areLettersEnded = in.getBoolean();
        idleTables.load(in);
        in.expectSection("pages");
        checkpointer.load(checkpoint, in);
        in.expectSection("operators");
        expectCount(in.getInt(), operators.length);
        for (Operator operator : operators) {
            in.expectSection(operator.getClass().getSimpleName());
            operator.load(in);
        }
    }

    private static void expectCount(int found, int expected) {
        if (found != expected) {
            throw SabotException.failed(
                    "ENG-0303", "the checkpoint has " + found + " of what there are " + expected, null, null);
        }
    }

    /** How far sinks got for good, by outbox: what outboxes may let go of. */
    void trimBehind(Map<Outbox, LongSupplier> newDurableOseqs) {
        durableOseqs = Map.copyOf(newDurableOseqs);
    }

    void trimOutboxes() {
        outboxes.values().forEach(writer -> {
            LongSupplier durable = durableOseqs.get(writer.outbox());
            if (durable != null && durable.getAsLong() > 0) {
                writer.outbox().trim(durable.getAsLong());
            }
        });
    }

    /** Makes everything in the outboxes durable. Any thread, one at a time. */
    void forceOutboxes() {
        for (OutboxWriter writer : writers) {
            writer.outbox().force();
        }
        deadLetters.outbox().force();
    }

    StateUse stateUse() {
        return space.use();
    }

    @Override
    public void close() {
        close(List.of(operators));
    }

    private void close(List<Operator> built) {
        List<AutoCloseable> parts = new ArrayList<>(built);
        parts.addAll(outboxes.values());
        parts.add(deadLetters);
        parts.add(space);
        Closing.all(parts);
    }
}
