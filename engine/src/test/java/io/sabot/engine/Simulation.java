package io.sabot.engine;

import io.sabot.core.error.SabotException;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RowAppender;
import io.sabot.ingest.ring.SteppedRing;
import io.sabot.sql.script.ApplicationPlan;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One node through several lives, on one thread, on a simulated disk and clock: a seed decides who does the next step,
 * what fails, and before which operation the process or the power ends. The engine's parts are the real ones.
 */
final class Simulation {
    static final ApplicationPlan PLAN = Sabot.plan("simulation.sql", SimulationRules.SQL, Path.of(""));

    private static final int RING_SLOTS = 16;
    private static final int MAX_STEPS = 150;
    private static final int MAX_LAST_STEPS = 20_000;
    private static final int MAX_ROUNDS = 50;
    private static final int TRACE_STEPS = 400;
    private static final long PLAIN_IDS = 900_000_000_000L;

    /** Kept from simulation to simulation. */
    private static final SteppedRing RING = new SteppedRing(RING_SLOTS);

    private final long seed;
    private final SabotConfig.Durability durability;
    private final SimulationFlaw flaw;
    private final Random random;
    private final SimulationWorld world;
    private final SimulatedDisk disk;
    private final SabotConfig config;
    private final SimulationChecks checks;
    private final List<SimulatedProducer> producers;
    private final ArrayDeque<String> trace = new ArrayDeque<>();
    private final Map<String, RowAppender> numbered = new HashMap<>();
    private final Map<String, RowAppender> plain = new HashMap<>();
    private long plainRows;
    private int step;
    private SimulatedNode node;

    Simulation(long seed, SabotConfig.Durability durability, SimulationFlaw flaw) {
        this.seed = seed;
        this.durability = durability;
        this.flaw = flaw;
        this.random = new Random(seed * 31 + durability.ordinal());
        this.world = new SimulationWorld(random);
        boolean isPower = durability == SabotConfig.Durability.POWER;
        this.disk = new SimulatedDisk(random, world, flaw, isPower);
        this.config = SabotConfig.inMemory()
                .withClock(world)
                .withDurability(
                        flaw == SimulationFlaw.ACKNOWLEDGED_BEFORE_FORCED ? SabotConfig.Durability.PROCESS : durability)
                .withStateBytes(64L << 20)
                .withCheckpointLogBytes(2_000L << random.nextInt(5))
                .withCheckpointIntervalNs((1L + random.nextInt(20)) * SimulationWorld.SECOND_NS);
        this.producers = List.of(
                new SimulatedProducer("feed-a", "ticks", 0, random, world),
                new SimulatedProducer("feed-b", "ticks", 1, random, world),
                new SimulatedProducer("feed-c", "marks", 2, random, world));
        this.checks = new SimulationChecks(disk, producers, isPower);
    }

    /** @throws SimulationFailure with all that is needed to see it again */
    void run() {
        try {
            int lives = 1 + random.nextInt(4);
            for (int life = 1; life <= lives; life++) {
                live("life " + life, MAX_STEPS, true);
            }
            boolean isFinished = random.nextBoolean() && live("last life, perhaps", MAX_LAST_STEPS, true);
            while (!isFinished) {
                isFinished = live("last life", MAX_LAST_STEPS, false);
            }
        } catch (RuntimeException | Error e) {
            throw new SimulationFailure(seed, durability, flaw, List.copyOf(trace), e);
        } finally {
            closeNode();
            disk.close();
        }
    }

    private void tell(String what) {
        if (trace.size() == TRACE_STEPS) {
            trace.removeFirst();
        }
        trace.addLast(step + " " + what);
    }

    // ---- a life ----

    /** @return whether it came to the end of everything */
    private boolean live(String name, int steps, boolean canCrash) {
        boolean isLast = steps == MAX_LAST_STEPS;
        int crash = canCrash ? random.nextInt(5) : 0;
        if (crash == 1 || crash == 2) {
            disk.crashBeforeRare();
        } else if (crash > 2) {
            disk.crashAfter(1 + random.nextInt(random.nextInt(3) == 0 ? 40 : 500));
        }
        if (random.nextInt(20) == 0 && disk.damageNewestCheckpoint()) {
            tell("a bit of the newest checkpoint turns over");
        }
        tell(name);
        SimulatedDisk.Ending ending;
        try {
            node = new SimulatedNode(PLAN, disk, config, RING, flaw);
            node.open();
            tell("recovered from " + node.opened().checkpoint() + ", the log ends with "
                    + node.log().lastSeq());
            checks.recovered(node);
            connect();
            if (isLast) {
                finish(steps);
            } else {
                int count = random.nextInt(steps);
                for (int i = 0; i < count; i++) {
                    step(canCrash);
                }
            }
            ending = isLast || random.nextInt(5) == 0 ? SimulatedDisk.Ending.IN_ORDER : violentEnding();
            if (ending == SimulatedDisk.Ending.IN_ORDER) {
                node.finish();
            }
        } catch (SimulatedCrash e) {
            tell(e.getMessage());
            ending = violentEnding();
        } catch (SabotException e) {
            if (!disk.isExpected(e)) {
                throw e;
            }
            tell("stopped: " + e.getMessage());
            ending = violentEnding();
        }
        checks.noViolation();
        boolean isFinished = isLast && ending == SimulatedDisk.Ending.IN_ORDER;
        if (isFinished) {
            checks.finished(node, PLAN, config);
        }
        tell("ends: " + ending);
        boolean isLogOpen = node.log() != null;
        closeNode();
        checks.end(ending, isLogOpen);
        return isFinished;
    }

    private SimulatedDisk.Ending violentEnding() {
        return random.nextBoolean() ? SimulatedDisk.Ending.KILL : SimulatedDisk.Ending.POWER;
    }

    private void closeNode() {
        numbered.clear();
        plain.clear();
        producers.forEach(SimulatedProducer::disconnect);
        SimulatedNode closed = node;
        node = null;
        if (closed != null) {
            closed.close();
        }
    }

    private void connect() {
        for (SimulatedProducer producer : producers) {
            numbered.put(producer.name(), node.newAppender(producer.table(), FlushMode.TOGETHER));
        }
        for (String table : SimulationRules.INPUTS) {
            plain.put(table, node.newAppender(table, FlushMode.MANUAL));
        }
    }

    // ---- steps ----

    private void step(boolean canFail) {
        step++;
        int choice = random.nextInt(100);
        if (choice < 24) {
            produce(producers.get(random.nextInt(producers.size())));
        } else if (choice < 32) {
            append(SimulationRules.INPUTS.get(random.nextInt(SimulationRules.INPUTS.size())));
        } else if (choice < 62) {
            sequence();
        } else if (choice < 66) {
            node.stepIdle();
        } else if (choice < 74) {
            checkpoint();
        } else if (choice < 79) {
            commit();
        } else if (choice < 89) {
            sink(random.nextInt(node.sinkCount()));
        } else if (choice < 96) {
            loop();
        } else {
            disturb(canFail);
        }
        world.pass();
        checks.noViolation();
    }

    private void produce(SimulatedProducer producer) {
        if (!RING.hasRoom()) {
            return;
        }
        Streams.Stream stream = node.stream(producer.table());
        if (stream.isEnded) {
            return;
        }
        String done = producer.isWelcome()
                ? producer.send(numbered.get(producer.name()), plain.get(producer.table()), flaw)
                : producer.hello(node.newPublisher(), stream);
        if (done != null) {
            tell(done);
        }
    }

    private void append(String table) {
        if (RING.hasRoom() && !node.stream(table).isEnded) {
            RowAppender rows = plain.get(table);
            List<SimulationWorld.Event> events = world.events(PLAIN_IDS + plainRows, 1 + random.nextInt(6));
            plainRows += events.size();
            events.forEach(event -> SimulatedProducer.append(rows, event));
            rows.flush();
            tell("appends " + events.size() + " rows to " + table);
        }
    }

    private boolean sequence() {
        boolean isAny = node.stepSequencer();
        if (isAny) {
            tell("sequencer takes a slot; the log ends with " + node.log().lastSeq());
        }
        return isAny;
    }

    private boolean checkpoint() {
        int work = node.stepCheckpoint();
        if (work > 0) {
            tell("checkpoint writer does " + work);
        }
        return work > 0;
    }

    private void commit() {
        int frames = node.stepCommit(world.nowNs());
        if (frames > 0) {
            tell(frames + " frames become durable");
        }
    }

    private boolean sink(int index) {
        int work = node.stepSink(index);
        if (work > 0) {
            tell("sink " + index + " takes " + work);
        }
        return work > 0;
    }

    private boolean loop() {
        boolean isAny = node.stepLoop();
        if (isAny) {
            tell("rows of a topic come back");
        }
        return isAny;
    }

    private void disturb(boolean canFail) {
        int choice = random.nextInt(4);
        if (choice < 2) {
            world.jump();
            tell("the clock jumps");
        } else if (choice == 2) {
            node.sinks().get(random.nextInt(node.sinkCount())).goAway(1 + random.nextInt(10));
            tell("a sink is away");
        } else if (canFail && random.nextInt(4) == 0) {
            disk.failNextForce();
            tell("the next force fails");
        }
    }

    /** Everything runs to its end: all that was sent is taken, inputs end, windows close, sinks have all rows. */
    private void finish(int maxSteps) {
        for (int i = 0; i < MAX_STEPS / 2; i++) {
            step(false);
        }
        for (String table : SimulationRules.INPUTS) {
            drain(maxSteps);
            Streams.Stream stream = node.stream(table);
            if (!stream.isEnded) {
                node.newPublisher().publishEnd(stream.id(), RecordReader.NO_OFFSET, stream.schema);
                tell("ends " + table);
            }
        }
        for (int i = 0; i < MAX_ROUNDS && !node.isEnded(); i++) {
            drain(maxSteps);
            node.settle();
        }
        if (!node.isEnded()) {
            throw new AssertionError("inputs have ended, and outputs do not come to their end");
        }
    }

    private void drain(int maxSteps) {
        int idle = 0;
        for (int i = 0; i < maxSteps && idle < 3; i++) {
            step++;
            boolean isAny = sequence() | loop() | checkpoint();
            for (int sink = 0; sink < node.sinkCount(); sink++) {
                isAny |= sink(sink);
            }
            node.stepIdle();
            commit();
            world.pass();
            checks.noViolation();
            idle = isAny ? 0 : idle + 1;
        }
    }
}
