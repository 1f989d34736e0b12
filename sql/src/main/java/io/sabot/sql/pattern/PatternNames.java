package io.sabot.sql.pattern;

import io.sabot.core.error.Nearest;
import io.sabot.sql.catalog.SqlFault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/** The variables and subsets of a pattern, and the columns of its input: what names in its clauses may mean. */
final class PatternNames {
    /** Variables a pattern may have: they are bits of a long. */
    private static final int MAX_VARIABLES = 62;

    private static final int MAX_LISTED = 12;

    private final RelDataType input;
    private final Map<String, Integer> variables = new LinkedHashMap<>();
    private final List<String> variableNames = new ArrayList<>();
    private final Map<String, Long> sets = new LinkedHashMap<>();

    /** Of variables and subsets as written first. */
    private final Map<String, String> setNames = new LinkedHashMap<>();

    private final String tableName;

    /** Bit set of those that rows can be mapped to: a variable may stand in {@code [^…]} only. */
    private long mapped;

    /** A column and the variables whose rows it is of. */
    record Reference(long variables, String column) {}

    /** @param tableName name or alias of the input, null if it has none */
    PatternNames(RelDataType input, String tableName) {
        this.tableName = tableName;
        this.input = input;
    }

    /** As written first, by number. */
    List<String> variables() {
        return List.copyOf(variableNames);
    }

    /** Whether a variable, a subset or a column has the name. */
    boolean isKnown(String name) {
        return sets.containsKey(name.toUpperCase(Locale.ROOT)) || input.getField(name, false, false) != null;
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
        setNames.put(key, name.getSimple());
        return number;
    }

    /** As {@link #declare}, of a variable that takes rows. */
    int declareMapped(SqlIdentifier name) {
        int number = declare(name);
        mapped |= 1L << number;
        return number;
    }

    boolean isMapped(long set) {
        return set == Navigation.UNIVERSAL || (set & mapped) != 0;
    }

    /** @throws SqlFault SQL-0225 if no row can be mapped to one of these */
    void checkMapped(long set, SqlNode at) {
        if (!isMapped(set)) {
            throw new SqlFault(
                    "SQL-0225",
                    "no row is ever mapped to '" + variableNames.get(Long.numberOfTrailingZeros(set))
                            + "': it stands in [^…] only",
                    at,
                    "[^C] says that the next row is no C; name the variables of rows that are there");
        }
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
        setNames.put(key(name, 0), name.getSimple());
    }

    int variable(SqlIdentifier name) {
        Integer number = variables.get(key(name, 0));
        if (number == null) {
            boolean isSubset = sets.containsKey(key(name, 0));
            throw new SqlFault(
                    "SQL-0201",
                    "'" + name.getSimple() + "' is " + (isSubset ? "a subset, " : "") + "not a variable of the pattern",
                    name,
                    choice(name.getSimple(), variableNames));
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
                    hint(name));
        }
        return set;
    }

    private String hint(SqlIdentifier name) {
        String first = name.names.get(0);
        boolean isTable = name.names.size() > 1 && first.equalsIgnoreCase(tableName);
        return isTable
                ? "'" + first + "' is the input: write " + name.names.get(name.names.size() - 1)
                        + ", the column of any row, or say of which variable"
                : choice(first, setNames.values());
    }

    /** What was probably meant, and all there is. */
    private static String choice(String name, Collection<String> candidates) {
        if (candidates.isEmpty()) {
            return "the pattern has no variables";
        }
        String nearest = Nearest.hint(name, candidates);
        String all = candidates.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
        return (nearest == null ? "" : nearest + " ") + "the pattern has " + all
                + (candidates.size() > MAX_LISTED ? ", …" : "");
    }

    Reference reference(SqlIdentifier identifier) {
        int last = identifier.names.size() - 1;
        long set = last == 0 ? Navigation.UNIVERSAL : set(identifier);
        String column = identifier.names.get(last);
        if (identifier.isStar()) {
            throw new SqlFault(
                    "SQL-0101",
                    "'" + identifier + "' is no column: only COUNT takes it",
                    identifier,
                    "COUNT(" + identifier + ")");
        }
        if (input.getField(column, false, false) == null) {
            throw new SqlFault(
                    "SQL-0101",
                    "unknown column '" + column + "'",
                    identifier.getComponentParserPosition(last),
                    columnHint(identifier, column));
        }
        return new Reference(set, column);
    }

    private String columnHint(SqlIdentifier identifier, String column) {
        boolean isVariable = identifier.isSimple() && sets.containsKey(key(identifier, 0));
        return isVariable
                ? "'" + column + "' is a variable: " + column + "."
                        + input.getFieldNames().get(0) + " is a column of its rows, COUNT(" + column
                        + ".*) says how many there are"
                : Nearest.hint(column, input.getFieldNames());
    }
}
