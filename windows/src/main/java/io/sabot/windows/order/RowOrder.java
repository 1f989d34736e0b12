package io.sabot.windows.order;

import io.sabot.state.RowStore;
import java.util.List;

/**
 * Order of kept rows: by keys, then by arrival, so that no two rows are equal.
 *
 * <p>Owned by the application's operator thread.
 */
final class RowOrder {
    private final RowStore rows; // not owned
    private final OrderKey[] keys;

    RowOrder(RowStore rows, List<OrderKey> keys) {
        this.rows = rows;
        this.keys = keys.toArray(OrderKey[]::new);
    }

    /** Prefixes decide unless they are equal; they must not contradict the keys. */
    boolean isBefore(long prefixA, int a, long prefixB, int b) {
        return prefixA != prefixB ? prefixA < prefixB : isBefore(a, b);
    }

    private boolean isBefore(int a, int b) {
        for (OrderKey key : keys) {
            int comparison = compare(key, a, b);
            if (comparison != 0) {
                return comparison < 0;
            }
        }
        return rows.arrival(a) < rows.arrival(b);
    }

    private int compare(OrderKey key, int a, int b) {
        boolean isNullA = rows.isNull(a, key.column());
        boolean isNullB = rows.isNull(b, key.column());
        if (isNullA || isNullB) {
            int nullsLast = Boolean.compare(isNullA, isNullB);
            return key.areNullsFirst() ? -nullsLast : nullsLast;
        }
        int ascending = rows.compare(a, b, key.column());
        return key.isDescending() ? -ascending : ascending;
    }
}
