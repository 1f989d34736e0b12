package io.sabot.sql.catalog;

import java.util.List;

/** Several things wrong in one statement. */
public final class SqlFaults extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<SqlFault> faults;

    public SqlFaults(List<SqlFault> faults) {
        super(faults.get(0).getMessage());
        this.faults = List.copyOf(faults);
    }

    public List<SqlFault> faults() {
        return faults;
    }
}
