package io.sabot.sql.pattern;

import io.sabot.core.error.Nearest;
import io.sabot.sql.catalog.SqlFault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIdentifier;

/** The variables and subsets of a pattern, and the columns of its input: what names in its clauses may mean. */
final class PatternNames {
    /** Variables a pattern may have: they are bits of a long. */
    private static final int MAX_VARIABLES = 62;

    private final RelDataType input;
    private final Map<String, Integer> variables = new LinkedHashMap<>();
    private final List<String> variableNames = new ArrayList<>();
    private final Map<String, Long> sets = new LinkedHashMap<>();

    /** A column and the variables whose rows it is of. */
    record Reference(long variables, String column) {}

    PatternNames(RelDataType input) {
        this.input = input;
    }

    /** As written first, by number. */
    List<String> variables() {
        return List.copyOf(variableNames);
    }

    private static String key(SqlIdentifier name, int part) {
        return name.names.get(part).toUpperCase(Locale.ROOT);
    }

    /** Number of a variable, which is new or not. */
    int declare(SqlIdentifier name) {
        String key = key(name, 0);
        Integer known = variables.get(key);
        if (known != null) {
            return known;
        }
        int number = variables.size();
        if (number == MAX_VARIABLES) {
            throw new SqlFault("SQL-0206", "more than " + MAX_VARIABLES + " pattern variables", name, null);
        }
        variables.put(key, number);
        variableNames.add(name.getSimple());
        sets.put(key, 1L << number);
        return number;
    }

    void declareSubset(SqlIdentifier name, List<SqlIdentifier> members) {
        long set = 0;
        for (SqlIdentifier member : members) {
            set |= 1L << variable(member);
        }
        if (sets.putIfAbsent(key(name, 0), set) != null) {
            throw new SqlFault(
                    "SQL-0207", "'" + name.getSimple() + "' is already a pattern variable or subset", name, null);
        }
    }

    int variable(SqlIdentifier name) {
        Integer number = variables.get(key(name, 0));
        if (number == null) {
            boolean isSubset = sets.containsKey(key(name, 0));
            throw new SqlFault(
                    "SQL-0201",
                    "'" + name.getSimple() + "' is " + (isSubset ? "a subset, " : "") + "not a variable of the pattern",
                    name,
                    Nearest.hint(name.getSimple(), variableNames));
        }
        return number;
    }

    /** Of a variable or subset, which is the first part of a name. */
    long set(SqlIdentifier name) {
        Long set = sets.get(key(name, 0));
        if (set == null) {
            throw new SqlFault(
                    "SQL-0201",
                    "'" + name.names.get(0) + "' is not a variable of the pattern",
                    name.names.size() == 1 ? name.getParserPosition() : name.getComponentParserPosition(0),
                    Nearest.hint(name.names.get(0), sets.keySet()));
        }
        return set;
    }

    Reference reference(SqlIdentifier identifier) {
        int last = identifier.names.size() - 1;
        long set = last == 0 ? Navigation.UNIVERSAL : set(identifier);
        String column = identifier.names.get(last);
        if (input.getField(column, false, false) == null) {
            throw new SqlFault(
                    "SQL-0101",
                    "unknown column '" + column + "'",
                    identifier.getComponentParserPosition(last),
                    Nearest.hint(column, input.getFieldNames()));
        }
        return new Reference(set, column);
    }
}
