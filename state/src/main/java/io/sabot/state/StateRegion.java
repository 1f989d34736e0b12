package io.sabot.state;

import io.sabot.core.batch.RawMemory;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import java.util.BitSet;
import java.util.function.IntConsumer;
import org.agrona.UnsafeApi;

/**
 * Flat records of one size in pages, named by dense int ids. An address is good for one row only, and one got
 * for reading until the record is written to: the first write after a checkpoint moves it.
 *
 * <p>Owned by the application's operator thread.
 *
 * <pre>
 *  page: record 0 | record 1 | … (a power of two of them); a free record holds the id of the next free one + 1
 * </pre>
 */
public final class StateRegion implements StatePart {
    /** Id that no record has. */
    public static final int NO_RECORD = -1;

    private final String name;
    private final PageTable pages;
    private final int recordBytes;
    private final int shift;
    private final int mask;
    private int freeHead;
    private int highWater;
    private int liveCount;

    /** @param recordBytes at most {@link StateSpace#PAGE_BYTES}; rounded up to 8 */
    public StateRegion(StateSpace space, String name, int recordBytes) {
        if (recordBytes < 1 || recordBytes > StateSpace.PAGE_BYTES) {
            throw new IllegalArgumentException(name + ": a record of " + recordBytes + " bytes fits no page");
        }
        this.name = name;
        this.pages = new PageTable(space, name);
        this.recordBytes = recordBytes + 7 & -8;
        int perPage = Integer.highestOneBit(StateSpace.PAGE_BYTES / this.recordBytes);
        this.shift = Integer.numberOfTrailingZeros(perPage);
        this.mask = perPage - 1;
        space.register(this);
    }

    public String name() {
        return name;
    }

    public int recordBytes() {
        return recordBytes;
    }

    /** A zeroed record. */
    public int allocate() {
        if (freeHead != 0) {
            int id = freeHead - 1;
            long address = addressForWrite(id);
            freeHead = UnsafeApi.getInt(address);
            RawMemory.clearLongs(address, recordBytes);
            liveCount++;
            return id;
        }
        int id = highWater;
        if (id >>> shift == pages.pageCount()) {
            pages.add();
        }
        pages.addressForWrite(id >>> shift);
        highWater++;
        liveCount++;
        return id;
    }

    public void free(int id) {
        assert id >= 0 && id < highWater : name + " " + id;
        liveCount--;
        if (liveCount == 0) {
            clear();
            return;
        }
        UnsafeApi.putInt(addressForWrite(id), freeHead);
        freeHead = id + 1;
    }

    /** Forgets every record and gives all pages back. */
    public void clear() {
        pages.releaseAll();
        freeHead = 0;
        highWater = 0;
        liveCount = 0;
    }

    public long address(int id) {
        assert id >= 0 && id < highWater : name + " " + id;
        return pages.address(id >>> shift) + (long) (id & mask) * recordBytes;
    }

    public long addressForWrite(int id) {
        assert id >= 0 && id < highWater : name + " " + id;
        return pages.addressForWrite(id >>> shift) + (long) (id & mask) * recordBytes;
    }

    /** Every record that is allocated, by ascending id. */
    public void forEachLive(IntConsumer consumer) {
        BitSet free = new BitSet(highWater);
        for (int id = freeHead - 1; id >= 0; id = UnsafeApi.getInt(address(id)) - 1) {
            free.set(id);
        }
        for (int id = 0; id < highWater; id++) {
            if (!free.get(id)) {
                consumer.accept(id);
            }
        }
    }

    @Override
    public void save(StateOutput out) {
        out.putInt(recordBytes);
        out.putInt(freeHead);
        out.putInt(highWater);
        out.putInt(liveCount);
    }

    @Override
    public void load(StateInput in) {
        int storedBytes = in.getInt();
        if (storedBytes != recordBytes) {
            throw StateSpace.otherLayout(
                    "records of '" + name + "' have " + storedBytes + " bytes, not " + recordBytes);
        }
        freeHead = in.getInt();
        highWater = in.getInt();
        liveCount = in.getInt();
    }

    public int liveCount() {
        return liveCount;
    }

    public long bytes() {
        return (long) pages.pageCount() * StateSpace.PAGE_BYTES;
    }
}
