package io.sabot.ops.cases;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Durations;
import io.sabot.core.time.TimestampParser;
import io.sabot.engine.Rehearsal;
import io.sabot.engine.Sabot;
import io.sabot.ingest.Reject;
import io.sabot.ops.cases.ScriptText.Span;
import io.sabot.sql.script.ApplicationPlan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Plays one case. */
final class CaseRun {
    private final TestScript script;
    private final ScriptText text;
    private final Rehearsal rehearsal;
    private final List<CaseResult.Failure> failures = new ArrayList<>();

    private CaseRun(TestScript script, Rehearsal rehearsal) {
        this.script = script;
        this.text = script.text();
        this.rehearsal = rehearsal;
    }

    /** Never throws what a case can cause. */
    static CaseResult play(TestScript script, TestCase testCase, ApplicationPlan plan) {
        long startNs = System.nanoTime();
        List<CaseResult.Failure> failures = List.of();
        List<Problem> errors = List.of();
        ExitCode code = null;
        try (Rehearsal rehearsal = Rehearsal.of(plan, 0)) {
            CaseRun run = new CaseRun(script, rehearsal);
            failures = run.failures;
            testCase.steps().forEach(run::step);
            run.requireNoLetters(testCase);
        } catch (SabotException e) {
            errors = e.problems();
            code = e.exitCode();
        }
        return new CaseResult(testCase, System.nanoTime() - startNs, failures, errors, code);
    }

    private void step(Step step) {
        try {
            if (step instanceof Step.Insert insert) {
                insert(insert);
            } else if (step instanceof Step.End end) {
                end(end);
            } else if (step instanceof Step.Advance advance) {
                advance(advance);
            } else if (step instanceof Step.Expect expect) {
                expect(expect);
            }
        } catch (SabotException e) {
            throw new SabotException(
                    e.exitCode(),
                    e.problems().stream().map(p -> placed(p, step)).toList(),
                    e);
        }
    }

    /** What the engine says has no place. */
    private Problem placed(Problem problem, Step step) {
        return problem.file() != null
                ? problem
                : text.problem(problem.code(), problem.message(), step.span(), problem.hint());
    }

    private void insert(Step.Insert insert) {
        Records records = insert.records();
        String table = insert.table().text();
        EventSchema schema = rehearsal.table(table);
        if (records.kind() == Records.Kind.VALUES) {
            List<Integer> places = chosen(schema.columns(), records.columns(), insert.table());
            byte[] rows = json(records, places, schema.columns());
            parse(schema, Rehearsal.Form.JSON, rows, records);
            rehearsal.giveValues(table, rows);
            return;
        }
        if (!records.columns().isEmpty()) {
            throw text.mistake(
                    "OPS-0403",
                    "columns are named by the records themselves",
                    records.columns().get(0).span(),
                    "in the header line of CSV, in the objects of JSON");
        }
        rehearsal.give(table, form(records), content(records));
    }

    private void end(Step.End end) {
        if (end.table() == null) {
            rehearsal.endAll();
        } else {
            rehearsal.end(end.table().text());
        }
    }

    private void advance(Step.Advance advance) {
        String amount = advance.amount().text();
        if (advance.isTo()) {
            rehearsal.advanceTo(time(advance.amount()));
            return;
        }
        long ns = Durations.parse(amount);
        if (ns < 0) {
            throw text.mistake(
                    "OPS-0403",
                    "'" + amount + "' is no length of time",
                    advance.amount().span(),
                    "such as '30 s' or '5 min'");
        }
        rehearsal.advanceTo(rehearsal.nowNs() + ns);
    }

    private long time(Token token) {
        long ns = new TimestampParser("SQL").parse(token.text());
        if (ns == TimestampParser.INVALID) {
            throw text.mistake(
                    "OPS-0403", "'" + token.text() + "' is no time", token.span(), "such as '2026-01-05 09:30:00'");
        }
        return ns;
    }

    // ---- rows ----

    /** Places of the named columns, or of all. */
    private List<Integer> chosen(List<ColumnSpec> columns, List<Token> names, Token table) {
        List<Integer> places = new ArrayList<>();
        if (names.isEmpty()) {
            for (int i = 0; i < columns.size(); i++) {
                places.add(i);
            }
            return places;
        }
        List<String> known = columns.stream().map(ColumnSpec::name).toList();
        for (Token name : names) {
            int place = -1;
            for (int i = 0; i < known.size() && place < 0; i++) {
                place = known.get(i).equalsIgnoreCase(name.text()) ? i : -1;
            }
            if (place < 0) {
                throw text.mistake(
                        "OPS-0403",
                        "'" + table.text() + "' has no column '" + name.text() + "'",
                        name.span(),
                        Nearest.hintOrChoice(name.text(), known));
            }
            places.add(place);
        }
        return places;
    }

    private byte[] json(Records records, List<Integer> places, List<ColumnSpec> columns) {
        StringBuilder lines = new StringBuilder();
        for (Records.ValueRow row : records.rows()) {
            if (row.values().size() != places.size()) {
                throw text.mistake(
                        "OPS-0403",
                        "a row has " + row.values().size() + " values for " + places.size() + " columns",
                        row.span(),
                        "columns are "
                                + String.join(
                                        ", ",
                                        places.stream()
                                                .map(i -> columns.get(i).name())
                                                .toList()));
            }
            for (int i = 0; i < places.size(); i++) {
                lines.append(i == 0 ? '{' : ',')
                        .append(JsonText.quoted(columns.get(places.get(i)).name()))
                        .append(':')
                        .append(row.values().get(i));
            }
            lines.append("}\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private List<List<Object>> parse(EventSchema schema, Rehearsal.Form form, byte[] bytes, Records records) {
        List<Reject> rejects = new ArrayList<>();
        List<List<Object>> rows = rehearsal.parse(schema, form, bytes, rejects);
        if (!rejects.isEmpty()) {
            Reject reject = rejects.get(0);
            int row = (int) reject.line() - 1;
            boolean isRowKnown = records.kind() == Records.Kind.VALUES
                    && row >= 0
                    && row < records.rows().size();
            Span span = isRowKnown ? records.rows().get(row).span() : records.body();
            String place = isRowKnown ? "" : "line " + reject.line() + " of the records: ";
            throw text.mistake("OPS-0404", place + reject.cause(), span, null);
        }
        return rows;
    }

    private static Rehearsal.Form form(Records records) {
        boolean isJson = records.kind() == Records.Kind.JSON
                || records.kind() == Records.Kind.FILE && records.text().matches(".*\\.(json|ndjson|jsonl)");
        return isJson ? Rehearsal.Form.JSON : Rehearsal.Form.CSV;
    }

    private byte[] content(Records records) {
        String content = records.kind() == Records.Kind.FILE
                ? Sabot.read(text.directory().resolve(records.text()))
                : records.text();
        return content.getBytes(StandardCharsets.UTF_8);
    }

    // ---- expectations ----

    private void expect(Step.Expect expect) {
        Records records = expect.records();
        EventSchema schema = rehearsal.output(expect.output().text());
        List<ColumnSpec> columns = schema.columns();
        List<Integer> places = chosen(columns, records.columns(), expect.output());
        Rows expected = Rows.chosen(columns, places, expected(expect, schema, places));
        Rows actual =
                Rows.chosen(columns, places, rehearsal.take(expect.output().text()));
        RowDiff diff = expect.isOrdered()
                ? RowDiff.ordered(expected, actual, script.tolerance())
                : RowDiff.unordered(expected, actual, script.tolerance());
        if (!diff.isEmpty()) {
            String hint = diff.missing() > 0 && !rehearsal.hasEnded()
                    ? "inputs have not ended; END; lets out what waits for more"
                    : null;
            Problem problem =
                    text.problem("OPS-0410", expect.output().text() + ": " + diff.summary(), expect.span(), null);
            failures.add(new CaseResult.Failure(problem, diff.lines(), hint, expect, actual));
        }
    }

    private List<List<Object>> expected(Step.Expect expect, EventSchema schema, List<Integer> places) {
        Records records = expect.records();
        return switch (records.kind()) {
            case EMPTY -> List.of();
            case VALUES -> parse(schema, Rehearsal.Form.JSON, json(records, places, schema.columns()), records);
            default -> {
                // Only what is compared is there.
                EventSchema chosen = EventSchema.derived(
                        schema.name(), places.stream().map(schema::column).toList(), EventSchema.NO_COLUMN);
                List<List<Object>> rows = parse(chosen, form(records), content(records), records);
                yield rows.stream()
                        .map(row -> spread(row, places, schema.columnCount()))
                        .toList();
            }
        };
    }

    private static List<Object> spread(List<Object> row, List<Integer> places, int width) {
        List<Object> spread = new ArrayList<>(java.util.Collections.nCopies(width, null));
        for (int i = 0; i < places.size(); i++) {
            spread.set(places.get(i), row.get(i));
        }
        return spread;
    }

    /** A dead letter that nobody expects is a mistake in the rule or in the case. */
    private void requireNoLetters(TestCase testCase) {
        EventSchema schema = rehearsal.output(Rehearsal.DEAD_LETTERS);
        List<List<Object>> letters = rehearsal.take(Rehearsal.DEAD_LETTERS);
        if (!letters.isEmpty()) {
            Rows none = new Rows(schema.columns(), List.of());
            RowDiff diff = RowDiff.ordered(none, new Rows(schema.columns(), letters), 0);
            Problem problem = text.problem(
                    "OPS-0411", "dead letters that nothing expects: " + letters.size(), testCase.span(), null);
            failures.add(new CaseResult.Failure(
                    problem, diff.lines(), "ASSERT dead_letters … says that they are right", null, null));
        }
    }
}
