package io.sabot.sql.register;

import io.sabot.core.array.ArrayBuilder;
import io.sabot.core.type.SqlType;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What ARRAY_AGG and LISTAGG gather from rows: values in the order of the rows, or of the keys that were added with each.
 * Lives as long as one question is being answered. One thread; allocates what it gathers.
 */
public final class OrderedValues {
    private static final byte[] NONE = {};

    private final ValueList values;
    private final ArrayBuilder array;
    private ValueList[] keys = {};
    private boolean[] isDescending = {};
    private boolean[] isNullFirst = {};

    /** Of the last question; empty if values came since. */
    private byte[] answer = NONE;

    public OrderedValues(SqlType type) {
        values = new ValueList(type);
        array = new ArrayBuilder(type);
    }

    /** One more key to order by, after those there are. */
    public OrderedValues orderedBy(SqlType type, boolean isDescendingKey, boolean isNullFirstKey) {
        int at = keys.length;
        keys = Arrays.copyOf(keys, at + 1);
        isDescending = Arrays.copyOf(isDescending, at + 1);
        isNullFirst = Arrays.copyOf(isNullFirst, at + 1);
        keys[at] = new ValueList(type);
        isDescending[at] = isDescendingKey;
        isNullFirst[at] = isNullFirstKey;
        return this;
    }

    public void clear() {
        values.clear();
        answer = NONE;
        for (ValueList key : keys) {
            key.clear();
        }
    }

    /** Where a row's value is to be added. */
    public ValueList values() {
        answer = NONE;
        return values;
    }

    /** Where the row's key is to be added, to each of them one. */
    public ValueList key(int number) {
        return keys[number];
    }

    public boolean isEmpty() {
        return values.count() == 0;
    }

    /** See {@link io.sabot.core.array.ArrayDescriptor}. */
    public byte[] toArray() {
        if (answer.length == 0) {
            array.begin(values.count());
            for (int index : order()) {
                values.addTo(array, index);
            }
            answer = array.toBytes();
        }
        return answer;
    }

    /** The values, which are texts, with something between them. */
    public String toText(String separator) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (int index : order()) {
            text.append(at++ == 0 ? "" : separator).append(values.text(index));
        }
        return text.toString();
    }

    private int[] order() {
        IntStream rows = IntStream.range(0, values.count());
        return keys.length == 0
                ? rows.toArray()
                // stable: equal keys stay in the order of the rows
                : rows.boxed().sorted(this::compare).mapToInt(Integer::intValue).toArray();
    }

    private int compare(int a, int b) {
        for (int i = 0; i < keys.length; i++) {
            int order = compare(i, a, b);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private int compare(int number, int a, int b) {
        ValueList key = keys[number];
        if (key.isNull(a) || key.isNull(b)) {
            int nullsFirst = Boolean.compare(key.isNull(b), key.isNull(a));
            return isNullFirst[number] ? nullsFirst : -nullsFirst;
        }
        return isDescending[number] ? key.compare(b, a) : key.compare(a, b);
    }
}
