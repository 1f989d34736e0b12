package io.sabot.sql.operator;

import io.sabot.core.operator.Operator;
import java.util.BitSet;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Flushes operators after a frame, in the order of the data path: those that always need it, and those that were given
 * something. Owned by the application's operator thread.
 */
public final class Flushes {
    private final Operator[] operators;
    private final Map<Operator, Integer> places = new IdentityHashMap<>();
    private final BitSet always = new BitSet();
    private final BitSet due = new BitSet();

    /** @param onDemand of the operators */
    Flushes(List<Operator> operators, Collection<Operator> onDemand) {
        this.operators = operators.toArray(new Operator[0]);
        for (int i = 0; i < this.operators.length; i++) {
            places.put(this.operators[i], i);
        }
        always.set(0, this.operators.length);
        onDemand.forEach(operator -> always.clear(places.get(operator)));
        due.or(always);
    }

    static Flushes none() {
        return new Flushes(List.of(), List.of());
    }

    /** To be flushed after this frame. */
    void add(List<Operator> given) {
        for (int i = 0; i < given.size() && operators.length > 0; i++) {
            due.set(places.get(given.get(i)));
        }
    }

    /** After each frame. What is flushed may hand on to operators behind it. */
    public void run() {
        for (int i = due.nextSetBit(0); i >= 0; i = due.nextSetBit(i + 1)) {
            operators[i].flush();
        }
        due.clear();
        due.or(always);
    }
}
