package io.sabot.state;

/**
 * The pages written since the last freeze, as they were at the moment of this one. Nobody changes their content until the
 * state space is told that they were stored ({@link StateSpace#thaw}); any thread may read them meanwhile.
 */
final class FrozenPages {
    /** Of one table: {@code pages[i]} was at {@code addresses[i]}; the table had {@code pageCount} pages. */
    record Table(int[] pages, long[] addresses, int count, int pageCount) {}

    private final int epoch;
    private final Table[] tables;

    FrozenPages(int epoch, Table[] tables) {
        this.epoch = epoch;
        this.tables = tables;
    }

    /** Counts freezes. */
    int epoch() {
        return epoch;
    }

    int tableCount() {
        return tables.length;
    }

    Table table(int table) {
        return tables[table];
    }
}
