package io.sabot.state;

import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;

/**
 * Something over pages that has a few numbers of its own, or structures that follow from the pages. Registered in its
 * {@link StateSpace} when made; parts are saved and loaded in the order of registration.
 */
public interface StatePart {
    void save(StateOutput out);

    /** The pages are there already; what follows from them is made anew. */
    void load(StateInput in);
}
