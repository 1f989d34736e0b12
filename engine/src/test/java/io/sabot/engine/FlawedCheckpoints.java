package io.sabot.engine;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.CheckpointStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.agrona.UnsafeApi;

/** A store that does not give back what it was given. */
final class FlawedCheckpoints implements CheckpointStore {
    private static final int SECTION_BYTES = Integer.BYTES + "operators".length();

    private final CheckpointStore store;
    private final SimulationFlaw flaw;
    private final Random random;

    FlawedCheckpoints(CheckpointStore store, SimulationFlaw flaw, Random random) {
        this.store = store;
        this.flaw = flaw;
        this.random = random;
    }

    @Override
    public List<CheckpointInfo> list() {
        return store.list();
    }

    @Override
    public byte[] root(CheckpointInfo checkpoint) {
        byte[] root = store.root(checkpoint);
        if (flaw == SimulationFlaw.SCALAR_NOT_RESTORED) {
            forgetTimes(root);
        }
        return root;
    }

    /** Sets the event times that operators keep back to the beginning of all. */
    private static void forgetTimes(byte[] root) {
        ByteBuffer bytes = ByteBuffer.wrap(root).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = find(root, "operators", 0) + SECTION_BYTES; at + Long.BYTES <= root.length; at++) {
            if (SimulationWorld.isEventTime(bytes.getLong(at))) {
                bytes.putLong(at, Long.MIN_VALUE);
                at += Long.BYTES - 1;
            }
        }
    }

    /** Of a text with its length before it; fails if it is not there. */
    private static int find(byte[] root, String text, int from) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.wrap(root).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = from; at + Integer.BYTES + wanted.length <= root.length; at++) {
            boolean isThere = bytes.getInt(at) == wanted.length;
            for (int i = 0; isThere && i < wanted.length; i++) {
                isThere = root[at + Integer.BYTES + i] == wanted[i];
            }
            if (isThere) {
                return at;
            }
        }
        throw new IllegalArgumentException("no '" + text + "' in a checkpoint's root");
    }

    @Override
    public void visitPages(CheckpointInfo checkpoint, PageVisitor visitor) {
        Set<Integer> timers = flaw == SimulationFlaw.TIMER_DROPPED ? timerTables(store.root(checkpoint)) : Set.of();
        store.visitPages(checkpoint, (table, page, crc, address) -> {
            if (timers.contains(table) && page == 0) {
                UnsafeApi.putLong(address, Long.MAX_VALUE - 1); // its deadline
            }
            visitor.visit(table, page, crc, address);
        });
    }

    /** Tables of pages that have the soonest timers, by the names in the root. */
    private static Set<Integer> timerTables(byte[] root) {
        ByteBuffer bytes = ByteBuffer.wrap(root).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(find(root, "pages", 0) + Integer.BYTES + "pages".length());
        Set<Integer> timers = new HashSet<>();
        int count = bytes.getInt();
        for (int table = 0; table < count; table++) {
            byte[] name = new byte[bytes.getInt()];
            bytes.get(name);
            bytes.getInt(); // pages
            if (new String(name, StandardCharsets.UTF_8).endsWith(".near")) {
                timers.add(table);
            }
        }
        return timers;
    }

    @Override
    public void readSymbols(CheckpointInfo checkpoint, SymbolDictionary into) {
        store.readSymbols(checkpoint, into);
    }

    @Override
    public int putSymbols(SymbolDictionary symbols, int to) {
        return store.putSymbols(symbols, to);
    }

    @Override
    public void resumeFrom(CheckpointInfo checkpoint) {
        store.resumeFrom(checkpoint);
    }

    @Override
    public long nextEpoch() {
        return store.nextEpoch();
    }

    @Override
    public void begin(long epoch) {
        store.begin(epoch);
    }

    @Override
    public void put(int table, int page, int crc, long address) {
        if (flaw != SimulationFlaw.PAGE_NOT_STORED || random.nextInt(4) > 0) {
            store.put(table, page, crc, address);
        }
    }

    @Override
    public void flush() {
        store.flush();
    }

    @Override
    public void commit(CheckpointInfo checkpoint, byte[] root, int[] pageCounts) {
        store.commit(checkpoint, root, pageCounts);
    }

    @Override
    public void read(int table, int page, long address) {
        store.read(table, page, address);
    }

    @Override
    public void close() {
        store.close();
    }
}
