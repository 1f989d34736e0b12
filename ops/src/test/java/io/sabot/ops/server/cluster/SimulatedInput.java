package io.sabot.ops.server.cluster;

import io.sabot.engine.OrderedEntry;
import io.sabot.engine.OrderedInput;
import java.util.HashMap;
import java.util.Map;

/** A node's way to its committed log, with what a flaw makes of it. */
final class SimulatedInput implements OrderedInput {
    /** Is told an application's hashes. */
    interface Hashes {
        void onStateHash(long barrierPosition, long hash);
    }

    private final OrderedInput input; // owned
    private final int node;
    private final ClusterFlaw flaw;
    private final Hashes hashes;
    private final Map<Long, Long> taken = new HashMap<>(); // batches, by producer and epoch
    private long skipped;

    SimulatedInput(OrderedInput input, int node, ClusterFlaw flaw, Hashes hashes) {
        this.input = input;
        this.node = node;
        this.flaw = flaw;
        this.hashes = hashes;
    }

    @Override
    public void begin(long position) {
        input.begin(position);
        skipped = flaw == ClusterFlaw.ENTRY_SKIPPED_AT_RESTART && position > 0 ? position : Long.MAX_VALUE;
    }

    @Override
    public OrderedEntry next() {
        OrderedEntry entry = input.next();
        if (entry != null && entry.position() > skipped) {
            skipped = Long.MAX_VALUE;
            entry = input.next();
        }
        if (entry == null || entry.kind() != OrderedEntry.Kind.BATCH) {
            return entry;
        }
        return switch (flaw) {
            case BATCH_TAKEN_AGAIN ->
                with(entry, taken.merge(entry.producerId() << 8 | entry.epoch(), 1L, Long::sum), false);
            case VALUE_CHANGED_ON_ONE_NODE -> with(entry, entry.sequence(), flaw.isOf(node) && entry.sequence() == 3);
            default -> entry;
        };
    }

    private static OrderedEntry with(OrderedEntry entry, long number, boolean isChanged) {
        byte[] records = entry.records().clone();
        if (isChanged && records.length > 2) {
            int last = records.length - 2; // a digit of the last value
            records[last] = (byte) (records[last] == '7' ? '8' : '7');
        }
        return new OrderedEntry(
                entry.kind(),
                entry.position(),
                entry.timeNs(),
                entry.term(),
                entry.table(),
                entry.format(),
                entry.producer(),
                entry.epoch(),
                entry.producerId(),
                number,
                records,
                entry.replies());
    }

    @Override
    public void onStateHash(long barrierPosition, long hash) {
        hashes.onStateHash(barrierPosition, hash);
        input.onStateHash(barrierPosition, hash);
    }

    @Override
    public void close() {
        input.close();
    }
}
