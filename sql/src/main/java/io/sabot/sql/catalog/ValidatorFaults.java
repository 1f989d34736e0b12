package io.sabot.sql.catalog;

import io.sabot.core.error.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Calcite's validation errors in Sabot's words: code, message, nearest name. */
public final class ValidatorFaults {
    public static final String UNKNOWN_COLUMN = "SQL-0101";
    public static final String UNKNOWN_FUNCTION = "SQL-0102";
    public static final String UNKNOWN_TABLE = "SQL-0103";
    private static final String WRONG_TYPE = "SQL-0104";
    private static final String OTHER = "SQL-0100";

    private static final Pattern COLUMN =
            Pattern.compile("Column '([^']+)' not found in (?:any table|table '[^']+').*");
    private static final Pattern TABLE =
            Pattern.compile("(?:(?:Object|Table) '([^']+)' not found|Unknown identifier '([^']+)').*");
    private static final Pattern FUNCTION = Pattern.compile("No match found for function signature ([^(]+)(\\(.*\\))");
    private static final Pattern ARGUMENTS = Pattern.compile(
            "(Cannot apply '[^']+' to arguments of type.*|Invalid number of arguments.*)", Pattern.DOTALL);
    private static final Pattern SUPPORTED = Pattern.compile("\\. Supported form\\(s\\):.*", Pattern.DOTALL);
    private static final Pattern GROUPED = Pattern.compile("Expression '(.+)' is not being grouped");
    private static final Pattern AMBIGUOUS = Pattern.compile("Column '(.+)' is ambiguous");
    private static final Pattern CONDITION = Pattern.compile("(WHERE|HAVING|ON) clause must be a condition");
    private static final Pattern INTERNAL_NAME = Pattern.compile("\\$t\\d+\\.");

    private ValidatorFaults() {}

    /**
     * @param columns names that were in reach
     * @param tables names of tables and views
     * @param functions names of functions
     */
    public static SqlFault translate(
            CalciteContextException e,
            Collection<String> columns,
            Collection<String> tables,
            Collection<String> functions) {
        SqlParserPos pos = new SqlParserPos(e.getPosLine(), e.getPosColumn(), e.getEndPosLine(), e.getEndPosColumn());
        String message = e.getCause() == null
                ? e.getMessage()
                : String.valueOf(e.getCause().getMessage());
        Matcher column = COLUMN.matcher(message);
        if (column.matches()) {
            return named(UNKNOWN_COLUMN, "unknown column", column.group(1), pos, columns);
        }
        Matcher table = TABLE.matcher(message);
        if (table.matches()) {
            return named(
                    UNKNOWN_TABLE,
                    "unknown table",
                    table.group(1) == null ? table.group(2) : table.group(1),
                    pos,
                    tables);
        }
        Matcher function = FUNCTION.matcher(message);
        if (function.matches()) {
            return function(function.group(1), function.group(2), pos, functions);
        }
        Matcher grouped = GROUPED.matcher(message);
        if (grouped.matches()) {
            return new SqlFault(
                    "SQL-0108",
                    "'" + grouped.group(1) + "' is neither in GROUP BY nor in an aggregate",
                    pos,
                    "add it to GROUP BY, or use an aggregate such as MAX");
        }
        Matcher ambiguous = AMBIGUOUS.matcher(message);
        if (ambiguous.matches()) {
            return new SqlFault(
                    "SQL-0107",
                    "column '" + ambiguous.group(1) + "' is ambiguous",
                    pos,
                    "say whose it is: table." + ambiguous.group(1) + "; or give the columns different names");
        }
        Matcher condition = CONDITION.matcher(message);
        if (condition.matches()) {
            return new SqlFault(WRONG_TYPE, condition.group(1) + " takes a condition", pos, null);
        }
        if (message.startsWith("Cannot apply '$SCALAR_QUERY'")) {
            return new SqlFault(WRONG_TYPE, "a sub-query that stands for a value has one column", pos, null);
        }
        if (ARGUMENTS.matcher(message).matches()) {
            return new SqlFault(
                    WRONG_TYPE, decapitalized(SUPPORTED.matcher(message).replaceAll("")), pos, null);
        }
        return new SqlFault(OTHER, INTERNAL_NAME.matcher(decapitalized(message)).replaceAll(""), pos, null);
    }

    private static SqlFault named(
            String code, String what, String name, SqlParserPos pos, Collection<String> candidates) {
        List<String> others = candidates.stream()
                .filter(candidate -> !candidate.equalsIgnoreCase(name))
                .toList();
        return new SqlFault(code, what + " '" + name + "'", pos, Nearest.hint(name, others));
    }

    private static SqlFault function(String name, String arguments, SqlParserPos pos, Collection<String> functions) {
        boolean isKnown = functions.stream().anyMatch(known -> known.equalsIgnoreCase(name.trim()));
        if (isKnown) {
            return new SqlFault(WRONG_TYPE, name + " does not take " + arguments, pos, null);
        }
        List<String> upper = new ArrayList<>();
        functions.forEach(known -> upper.add(known.toUpperCase(Locale.ROOT)));
        return new SqlFault(
                UNKNOWN_FUNCTION,
                "unknown function '" + name + "'",
                pos,
                Nearest.hint(name.toUpperCase(Locale.ROOT), upper));
    }

    private static String decapitalized(String message) {
        boolean isWord = message.length() > 1 && Character.isLowerCase(message.charAt(1));
        return !isWord ? message : Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }
}
