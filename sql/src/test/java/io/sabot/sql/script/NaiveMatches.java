package io.sabot.sql.script;

import io.sabot.sql.script.MatchQuery.RowMode;
import io.sabot.sql.script.MatchQuery.SkipMode;
import io.sabot.sql.script.NaivePattern.Attempt;
import io.sabot.sql.script.PatternRow.Order;
import io.sabot.sql.script.PatternScope.Mapping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What MATCH_RECOGNIZE must give for all rows of an input: {@link NaivePattern} from row to row. */
final class NaiveMatches {
    /** No row to go on from after a match: the query fails. */
    static final class NoRowToSkipTo extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final int NONE = -1;

    private final MatchQuery query;
    private final List<PatternRow> rows;
    private final long latest;
    private final NaivePattern pattern;
    private final List<String> lines = new ArrayList<>();
    private int number;
    private int lastMatched = NONE;

    private NaiveMatches(MatchQuery query, List<PatternRow> rows, long latest) {
        this.query = query;
        this.rows = rows;
        this.latest = latest;
        this.pattern = new NaivePattern(query.pattern(), query.conditions(), rows, query.within());
    }

    /** Lines of the result for each key, or for "" without PARTITION BY. */
    static Map<String, List<String>> of(MatchQuery query, List<PatternRow> rows) {
        Map<String, List<PatternRow>> partitions = new LinkedHashMap<>();
        rows.stream().sorted(order(query)).forEach(row -> partitions
                .computeIfAbsent(keyOf(query, row), key -> new ArrayList<>())
                .add(row));
        long latest = rows.stream().mapToLong(PatternRow::second).max().orElse(0);
        Map<String, List<String>> all = new TreeMap<>();
        partitions.forEach((key, partition) -> {
            List<String> found = new NaiveMatches(query, partition, latest).findAll();
            if (!found.isEmpty()) {
                all.put(key, found);
            }
        });
        return all;
    }

    private static String keyOf(MatchQuery query, PatternRow row) {
        return query.input().isPartitioned() ? row.text("k") : "";
    }

    private static Comparator<PatternRow> order(MatchQuery query) {
        return query.input().orders().stream()
                .map(Order::comparator)
                .reduce(Comparator::thenComparing)
                .orElseThrow();
    }

    private List<String> findAll() {
        int at = 0;
        while (at < rows.size()) {
            Attempt attempt = pattern.startAt(at, number + 1);
            if (attempt.match() == null) {
                onNoMatch(at, attempt.partial());
                at++;
            } else {
                number++;
                onMatch(at, attempt.match());
                at = attempt.match().isEmpty() ? at + 1 : next(at, attempt.match());
            }
        }
        return lines;
    }

    private void onNoMatch(int at, List<Mapping> partial) {
        if (query.rows() == RowMode.TIMEOUTS && partial != null && isTimedOut(at)) {
            int last = at + partial.size() - 1;
            lines.add(line(new PatternScope(rows, partial, partial.size(), last, null, "TIMEOUT")));
        } else if (query.rows() == RowMode.UNMATCHED && at > lastMatched) {
            lines.add(line(new PatternScope(rows, List.of(), 0, at, null, null)));
        }
    }

    /** The end of the input is no timeout, unless a row has come, of whatever key, that is too late for the match. */
    private boolean isTimedOut(int start) {
        long deadline = rows.get(start).second() + query.within();
        return query.within() != 0 && latest >= deadline;
    }

    private void onMatch(int at, List<Mapping> match) {
        lastMatched = Math.max(lastMatched, at + match.size() - 1);
        if (query.rows().isOneRow()) {
            int last = Math.max(at, at + match.size() - 1);
            lines.add(line(new PatternScope(rows, match, match.size(), last, number, "MATCH")));
        } else if (match.isEmpty() && query.rows() != RowMode.OMIT_EMPTY) {
            lines.add(line(new PatternScope(rows, match, 0, at, number, "MATCH")));
        }
        for (int i = 0; i < match.size() && !query.rows().isOneRow(); i++) {
            if (!match.get(i).isExcluded()) {
                lines.add(line(new PatternScope(rows, match, i + 1, at + i, number, "MATCH")));
            }
        }
    }

    private int next(int at, List<Mapping> match) {
        SkipMode mode = query.skip().mode();
        if (mode == SkipMode.PAST_LAST_ROW) {
            return at + match.size();
        } else if (mode == SkipMode.TO_NEXT_ROW) {
            return at + 1;
        }
        PatternScope scope = new PatternScope(rows, match, match.size(), at, number, "MATCH");
        Integer row = mode == SkipMode.TO_FIRST
                ? scope.first(query.skip().target(), 0)
                : scope.last(query.skip().target(), 0);
        if (row == null || row == at) {
            throw new NoRowToSkipTo();
        }
        return row;
    }

    /** A scope without a status is that of a row in no match: all measures are NULL. */
    private String line(PatternScope scope) {
        List<String> cells = new ArrayList<>();
        List<String> left = new ArrayList<>(PatternRow.COLUMNS);
        PatternRow row = rows.get(scope.current());
        if (query.input().isPartitioned()) {
            cells.add(row.text("k"));
            left.remove("k");
        }
        if (!query.rows().isOneRow()) {
            for (Order order : query.input().orders()) {
                if (left.remove(order.column())) {
                    cells.add(row.text(order.column()));
                }
            }
        }
        for (PatternExpression measure : query.measures()) {
            cells.add(scope.status() == null ? "" : Objects.toString(measure.value(scope, null), ""));
        }
        if (!query.rows().isOneRow()) {
            left.forEach(column -> cells.add(row.text(column)));
        }
        return String.join(",", cells);
    }
}
