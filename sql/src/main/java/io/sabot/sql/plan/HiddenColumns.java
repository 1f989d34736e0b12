package io.sabot.sql.plan;

import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.catalog.ValidatorFaults;
import io.sabot.sql.parser.RowPattern;
import io.sabot.sql.parser.SqlRowPatternRecognition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;

/** Says of a name that a query does not know, and the MATCH_RECOGNIZE it reads from does, where it is gone. */
final class HiddenColumns {
    private final Map<String, Clause> clauses = new HashMap<>();

    private record Clause(SqlRowPatternRecognition text, RelDataType input) {}

    /** @param name that stands for the clause in the query around it */
    void add(String name, SqlRowPatternRecognition clause, RelNode pattern) {
        clauses.put(name, new Clause(clause, pattern.getInput(0).getRowType()));
    }

    /** @param names in the query in which the fault is */
    SqlFault explained(SqlFault fault, Collection<String> names) {
        boolean isColumn = fault.code().equals(ValidatorFaults.UNKNOWN_COLUMN);
        if (!isColumn && !fault.code().equals(ValidatorFaults.UNKNOWN_TABLE)) {
            return fault;
        }
        String message = fault.getMessage();
        String unknown = message.substring(message.indexOf('\'') + 1, message.lastIndexOf('\''));
        for (String name : names) {
            Clause clause = clauses.get(name);
            SqlFault better =
                    clause == null ? null : isColumn ? column(clause, unknown, fault) : table(clause, unknown, fault);
            if (better != null) {
                return better;
            }
        }
        return fault;
    }

    /** ALL ROWS PER MATCH shows all columns. */
    private static SqlFault column(Clause clause, String name, SqlFault fault) {
        if (clause.input().getField(name, false, false) == null
                || clause.text().rowsPerMatch().rows() != SqlRowPatternRecognition.Rows.ONE_ROW) {
            return null;
        }
        String variable = lastVariable(clause.text().pattern());
        return new SqlFault(
                fault.code(),
                "the matches have no column '" + name
                        + "': with ONE ROW PER MATCH only the columns of PARTITION BY and the MEASURES are there",
                fault.pos(),
                "MEASURES LAST(" + (variable == null ? "" : variable + ".") + name + ") AS " + name
                        + ", or ALL ROWS PER MATCH");
    }

    /** A variable, or the input's own name, before a column. */
    private static SqlFault table(Clause clause, String name, SqlFault fault) {
        boolean isVariable =
                clause.text().pattern().toSql(variable -> " " + variable + " ").contains(" " + name + " ");
        return !isVariable
                ? null
                : new SqlFault(
                        fault.code(),
                        "'" + name + "' is a variable of the pattern, which is known inside of MATCH_RECOGNIZE only",
                        fault.pos(),
                        "MEASURES " + name + ".x AS x, and select x");
    }

    /** Null if the pattern has none. */
    private static String lastVariable(RowPattern node) {
        if (node instanceof RowPattern.Variable variable) {
            return variable.name().getSimple();
        }
        String last = null;
        for (RowPattern part : node.parts()) {
            String found = lastVariable(part);
            last = found == null ? last : found;
        }
        return last;
    }
}
