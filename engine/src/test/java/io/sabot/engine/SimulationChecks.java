package io.sabot.engine;

import io.sabot.sql.script.ApplicationPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must be true of the simulated node, whatever happens to it. */
final class SimulationChecks {
    private final SimulatedDisk disk; // not owned
    private final List<SimulatedProducer> producers;
    private final boolean isPower;

    // Of the log, when the life before had ended.
    private long[] hashes = {};
    private int leastFrames;
    private boolean isDamaged;
    private boolean hasLost; // of acknowledged rows, as the durability allows

    SimulationChecks(SimulatedDisk disk, List<SimulatedProducer> producers, boolean isPower) {
        this.disk = disk;
        this.producers = producers;
        this.isPower = isPower;
    }

    private static void require(boolean isRight, String what) {
        if (!isRight) {
            throw new AssertionError(what);
        }
    }

    void noViolation() {
        require(disk.violation() == null, disk.violation());
        for (SimulatedProducer producer : producers) {
            require(producer.mistake() == null, producer.mistake());
        }
    }

    // ---- between lives ----

    /**
     * Lets the disk do what it does at such an ending, and remembers what must be there afterwards.
     *
     * @param isLogOpen false if the node did not come so far: the log is as the life before left it, or worse
     */
    void end(SimulatedDisk.Ending ending, boolean isLogOpen) {
        boolean isPowerLost = ending == SimulatedDisk.Ending.POWER;
        int frames = disk.log().frames();
        if (isLogOpen) {
            hashes = new long[frames + 1];
            for (int i = 1; i <= frames; i++) {
                hashes[i] = disk.log().hash(i);
            }
            leastFrames = frames;
        }
        if (isPowerLost) {
            leastFrames = Math.min(leastFrames, disk.log().forced());
        }
        boolean isNewDamage = disk.end(ending);
        isDamaged = isNewDamage || isDamaged && !isLogOpen && !isPowerLost;
        hasLost |= isPowerLost && !isPower;
    }

    /** The node is open again, and nothing has happened yet. */
    void recovered(SimulatedNode node) {
        long last = node.log().lastSeq();
        require(
                last >= leastFrames && last < hashes.length || hashes.length == 0,
                "the log ends with " + last + ", and had " + (hashes.length - 1) + " of which " + leastFrames
                        + " must be there");
        require(last == 0 || node.log().lastHash() == hashes[(int) last], "the log has other entries than before");
        require(!isDamaged || node.log().cut() != null, "the log has lost its tail and does not tell");
        isDamaged = false;
        if (!isPower) {
            producers.forEach(producer -> producer.forgetPromisesAfter(last));
        }
        log(LogContents.read(node.log()));
        node.outboxes().forEach((name, outbox) -> numbers(name, UndisturbedRun.rows(outbox)));
    }

    // ---- the log ----

    private void log(LogContents contents) {
        contents.numbered().forEach(this::sameAsSent);
        for (SimulatedProducer producer : producers) {
            for (SimulatedProducer.Promise promise : producer.promises()) {
                LogContents.Numbered found = contents.numbered()
                        .get(new LogContents.NumberedKey(producer.name(), promise.epoch(), promise.batch()));
                require(
                        found != null && (promise.seq() == 0 || found.seq() == promise.seq()),
                        producer.name() + " was promised " + promise + "; the log has "
                                + (found == null ? "nothing" : "it as " + found.seq()));
            }
        }
        for (String table : SimulationRules.INPUTS) {
            Set<String> ids = new HashSet<>();
            for (String row : contents.rows(table)) {
                String id = row.substring(0, row.indexOf(','));
                require(ids.add(id), "row " + id + " of " + table + " is in the log twice");
            }
        }
    }

    private void sameAsSent(LogContents.NumberedKey key, LogContents.Numbered found) {
        SimulatedProducer producer = producers.stream()
                .filter(candidate -> candidate.name().equals(key.producer()))
                .findFirst()
                .orElseThrow();
        require(producer.has(key.epoch(), key.batch()), key + " is in the log and was never sent");
        List<String> sent = producer.batch(key.epoch(), key.batch()).rows().stream()
                .map(SimulationWorld.Event::toString)
                .toList();
        require(sent.equals(found.rows()), key + " is in the log as " + found.rows() + ", sent as " + sent);
    }

    // ---- outputs ----

    private void numbers(String name, List<SimulatedSink.Taken> rows) {
        long last = 0;
        for (SimulatedSink.Taken row : rows) {
            boolean isNext = row.oseq() == last + 1;
            require(isNext || hasLost && row.oseq() > last, "output " + row.oseq() + " after " + last + " of " + name);
            last = row.oseq();
        }
    }

    /** All is done: the outputs are those of a run that nothing disturbed, and the sinks have them. */
    void finished(SimulatedNode node, ApplicationPlan plan, SabotConfig config) {
        LogContents contents = LogContents.read(node.log());
        log(contents);
        Map<String, List<String>> expected = UndisturbedRun.outputs(plan, config, node.log());
        node.outboxes().forEach((name, outbox) -> {
            List<SimulatedSink.Taken> rows = UndisturbedRun.rows(outbox);
            numbers(name, rows);
            same(name, expected.get(name), rows);
            sink(name, rows);
        });
        filtered(contents, expected.get(SimulationRules.FILTERED));
        counted(contents, expected.get(SimulationRules.COUNTED));
    }

    private static void same(String name, List<String> expected, List<SimulatedSink.Taken> rows) {
        List<String> texts = rows.stream().map(SimulatedSink.Taken::text).toList();
        for (int i = 0; i < Math.max(expected.size(), texts.size()); i++) {
            String wanted = i < expected.size() ? expected.get(i) : "no row";
            String found = i < texts.size() ? texts.get(i) : "no row";
            require(wanted.equals(found), "row " + i + " of " + name + " is " + found + ", undisturbed " + wanted);
        }
    }

    /** A sink may have rows whose inputs were lost with the power, under numbers that no other row has. */
    private void sink(String name, List<SimulatedSink.Taken> rows) {
        Map<Long, String> inSink = new HashMap<>();
        long last = 0;
        for (SimulatedSink.Taken row : disk.sink(name).rows()) {
            require(row.oseq() > last, "sink " + name + " has output " + row.oseq() + " after " + last);
            last = row.oseq();
            inSink.put(row.oseq(), row.text());
        }
        for (SimulatedSink.Taken row : rows) {
            String found = inSink.remove(row.oseq());
            require(row.text().equals(found), "sink " + name + " has " + found + " as output " + row);
        }
        require(hasLost || inSink.isEmpty(), "sink " + name + " has outputs that are none: " + inSink);
    }

    // ---- what SQL means, once more ----

    private static void filtered(LogContents contents, List<String> outputs) {
        List<String> expected = new ArrayList<>();
        for (String row : contents.rows("ticks")) {
            if (Integer.parseInt(row.split(",")[3]) >= SimulationRules.LEAST_BIG) {
                expected.add(row);
            }
        }
        List<String> found =
                outputs.stream().map(SimulationChecks::withoutPositions).toList();
        require(expected.equals(found), "the filter gives " + found + ", not " + expected);
        List<String> looped = contents.rows(SimulationRules.FILTERED);
        require(expected.equals(looped), "the topic is in the log as " + looped + ", not " + expected);
    }

    private static String withoutPositions(String row) {
        int end = row.lastIndexOf(',', row.lastIndexOf(',') - 1);
        return row.substring(0, end);
    }

    /** Each window once, with every row that came before the watermark had passed its end. */
    private static void counted(LogContents contents, List<String> outputs) {
        long sizeNs = SimulationRules.COUNTED_SECONDS * SimulationWorld.SECOND_NS;
        Map<String, long[]> windows = new TreeMap<>();
        long watermarkNs = Long.MIN_VALUE;
        for (String row : contents.rows("ticks")) {
            String[] cells = row.split(",");
            long timeNs = Long.parseLong(cells[2]);
            watermarkNs = Math.max(watermarkNs, timeNs - SimulationRules.LATENESS_SECONDS * SimulationWorld.SECOND_NS);
            long startNs = timeNs - Math.floorMod(timeNs, sizeNs);
            if (startNs + sizeNs > watermarkNs) {
                long[] window = windows.computeIfAbsent(cells[1] + "," + startNs, fresh -> new long[2]);
                window[0]++;
                window[1] += Long.parseLong(cells[3]);
            }
        }
        List<String> expected = new ArrayList<>();
        windows.forEach((key, sums) -> expected.add(key + "," + sums[0] + "," + sums[1]));
        List<String> found = outputs.stream()
                .map(SimulationChecks::withoutPositions)
                .sorted()
                .toList();
        require(expected.stream().sorted().toList().equals(found), "windows are " + found + ", not " + expected);
    }
}
