package io.sabot.sql.pattern;

import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.catalog.SqlFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Lets the analysis of one part go on when another is wrong. */
final class FaultCollector {
    private final List<SqlFault> faults = new ArrayList<>();

    /** What the part gives, or null if it is wrong. */
    <T> T collect(Supplier<T> part) {
        try {
            return part.get();
        } catch (SqlFault e) {
            faults.add(e);
        } catch (SqlFaults e) {
            faults.addAll(e.faults());
        }
        return null;
    }

    /** As {@link #collect}, of a part that gives nothing. */
    void check(Runnable part) {
        collect(() -> {
            part.run();
            return null;
        });
    }

    void throwIfAny() {
        if (!faults.isEmpty()) {
            throw new SqlFaults(faults);
        }
    }
}
