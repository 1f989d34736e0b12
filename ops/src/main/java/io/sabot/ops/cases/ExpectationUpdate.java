package io.sabot.ops.cases;

import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes what came what is expected; everything else in the file stays as it is. */
final class ExpectationUpdate {
    private ExpectationUpdate() {}

    /** @return how many expectations were rewritten */
    static int write(ScriptResult result) {
        List<CaseResult.Failure> failures = new ArrayList<>();
        result.cases().forEach(one -> one.failures().stream()
                .filter(failure -> failure.expect() != null)
                .forEach(failures::add));
        if (failures.isEmpty()) {
            return 0;
        }
        ScriptText text = result.script().text();
        StringBuilder changed = new StringBuilder(text.text());
        failures.sort(Comparator.comparingInt(failure -> -body(failure).start()));
        boolean isChanged = false;
        for (CaseResult.Failure failure : failures) {
            Records records = failure.expect().records();
            if (records.kind() == Records.Kind.FILE) {
                boolean isJson = records.text().matches(".*\\.(json|ndjson|jsonl)");
                write(
                        text.directory().resolve(records.text()),
                        isJson ? failure.actual().json() : failure.actual().csv());
            } else {
                changed.replace(body(failure).start(), body(failure).end(), rewritten(failure));
                isChanged = true;
            }
        }
        if (isChanged) {
            write(text.file(), changed.toString());
        }
        return failures.size();
    }

    private static ScriptText.Span body(CaseResult.Failure failure) {
        return failure.expect().records().body();
    }

    private static String rewritten(CaseResult.Failure failure) {
        Rows actual = failure.actual();
        if (actual.size() == 0) {
            return "EMPTY";
        }
        return switch (failure.expect().records().kind()) {
            case CSV -> "CSV $$\n" + actual.csv() + "$$";
            case JSON -> "JSON $$\n" + actual.json() + "$$";
            default -> actual.values();
        };
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw SabotException.failed("OPS-0406", file + " cannot be written: " + e.getMessage(), null, e);
        }
    }
}
