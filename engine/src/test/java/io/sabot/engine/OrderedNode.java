package io.sabot.engine;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.time.Clock;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.LogReader;
import io.sabot.sql.script.ApplicationPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * An application of the simulation that follows an order made elsewhere, through several lives on a simulated disk: for
 * tests of other modules. The engine's parts are the real ones. One thread.
 *
 * <p>Whatever steps it may throw {@link SimulatedCrash}: the process is gone then.
 */
public final class OrderedNode implements AutoCloseable {
    /** Tables that are filled from outside; rows are {@code id,sym,ts,v}. */
    public static final List<String> INPUTS = SimulationRules.INPUTS;

    private static final ApplicationPlan PLAN = Sabot.plan("simulation.sql", SimulationRules.SQL, Path.of(""));

    /** What is in the log of a numbered batch, as it was decided by the engine. */
    public record Taken(String producer, int epoch, long batch, List<String> rows) {}

    private final Random random;
    private final SabotConfig config;
    private final boolean isPageLost;
    private SimulatedDisk disk;
    private SimulatedNode node;
    private final Clock clock;

    /** @param isPageLost whether checkpoints do not have all that they should, which is wrong */
    public OrderedNode(Random random, Clock clock, boolean isPageLost) {
        this.random = random;
        this.clock = clock;
        this.isPageLost = isPageLost;
        this.config = SabotConfig.inMemory()
                .withClock(clock)
                .withDurability(SabotConfig.Durability.PROCESS)
                .withStateBytes(64L << 20);
        this.disk = freshDisk();
    }

    private SimulationFlaw flaw() {
        return isPageLost ? SimulationFlaw.PAGE_NOT_STORED : SimulationFlaw.NONE;
    }

    private SimulatedDisk freshDisk() {
        SimulatedDisk fresh = new SimulatedDisk(random, clock, flaw(), false);
        fresh.repeatInputs();
        return fresh;
    }

    // ---- a life ----

    /** @param input owned from then on */
    public void open(OrderedInput input) {
        node = new SimulatedNode(PLAN, disk, config.withInput(input), null, flaw());
        node.open();
    }

    public boolean isOpen() {
        return node != null;
    }

    /** The process will end before one of its next operations on the disk. */
    public void crashSoon() {
        if (random.nextBoolean()) {
            disk.crashBeforeRare();
        } else {
            disk.crashAfter(1 + random.nextInt(60));
        }
    }

    /**
     * The process has ended.
     *
     * @param isPowerLost whether what was not forced is gone
     */
    public void end(boolean isPowerLost) {
        closeNode();
        disk.end(isPowerLost ? SimulatedDisk.Ending.POWER : SimulatedDisk.Ending.KILL);
    }

    /** The application is made anew from the order; its process goes on. */
    public void forget() {
        closeNode();
        disk.close();
        disk = freshDisk();
    }

    private void closeNode() {
        SimulatedNode closed = node;
        node = null;
        if (closed != null) {
            closed.close();
        }
    }

    // ---- steps ----

    /** Takes entries. @return how many */
    public int feed(long nowNs) {
        return node.stepFeed(nowNs);
    }

    /** One step of what goes on beside the entries: checkpoints, forcing, sinks. */
    public int step(long nowNs) {
        int choice = random.nextInt(4);
        return switch (choice) {
            case 0 -> node.stepCheckpoint();
            case 1 -> node.stepCommit(nowNs);
            default -> node.stepSink(random.nextInt(node.sinkCount()));
        };
    }

    /** Everything but entries runs to its end. */
    public void settle(long nowNs) {
        for (int idle = 0; idle < 3; idle++) {
            int work = node.stepFeed(nowNs) + node.stepCheckpoint() + node.stepCommit(nowNs);
            for (int sink = 0; sink < node.sinkCount(); sink++) {
                work += node.stepSink(sink);
            }
            idle = work > 0 ? -1 : idle;
        }
    }

    // ---- what there is ----

    /** All that was taken of numbered batches, in the order of the log; fails if something is wrong with the log. */
    public List<Taken> taken() {
        List<Taken> taken = new ArrayList<>();
        LogContents.read(node.log()).numbered().entrySet().stream()
                .sorted((a, b) -> Long.compare(a.getValue().seq(), b.getValue().seq()))
                .forEach(entry -> taken.add(new Taken(
                        entry.getKey().producer(),
                        entry.getKey().epoch(),
                        entry.getKey().batch(),
                        entry.getValue().rows())));
        return taken;
    }

    /** What kinds of entries the log has, and which positions of the order they come from. */
    public List<String> entries() {
        List<String> entries = new ArrayList<>();
        try (LogReader reader = node.log().reader(1, new SymbolDictionary())) {
            while (reader.next()) {
                FrameHeader header = reader.header();
                entries.add(header.seq() + " " + header.type() + " of " + header.streamId() + " at "
                        + header.clusterPosition() + ", time " + header.timeNs());
            }
        }
        return entries;
    }

    /** Rows of all outboxes with their numbers. */
    public Map<String, List<String>> outputs() {
        Map<String, List<String>> outputs = new TreeMap<>();
        node.outboxes().forEach((name, outbox) -> outputs.put(name, texts(UndisturbedRun.rows(outbox))));
        return outputs;
    }

    /** What sinks have; also when it does not run. */
    public Map<String, List<String>> delivered() {
        Map<String, List<String>> delivered = new TreeMap<>();
        for (String name : disk.outboxNames()) {
            delivered.put(name, texts(disk.sink(name).rows()));
        }
        return delivered;
    }

    private static List<String> texts(List<SimulatedSink.Taken> rows) {
        return rows.stream().map(row -> row.oseq() + ": " + row.text()).toList();
    }

    /** Whether a process that stops of this has been told to. */
    public boolean isExpected(SabotException e) {
        return disk.isExpected(e);
    }

    @Override
    public void close() {
        closeNode();
        disk.close();
    }
}
