package io.sabot.sql.script;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.sql.catalog.SourceText;
import io.sabot.sql.catalog.SqlFault;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlNode;

/** Everything wrong with one file, in the order of the text. */
final class Problems {
    private final SourceText source;
    private final Set<Problem> problems = new LinkedHashSet<>();

    Problems(SourceText source) {
        this.source = source;
    }

    SourceText source() {
        return source;
    }

    void add(String code, String message, SqlNode at, String hint) {
        problems.add(source.problem(code, message, SourceText.Place.of(at), hint));
    }

    void add(SqlFault fault) {
        problems.add(source.problem(fault.code(), fault.getMessage(), fault.place(), fault.hint()));
    }

    void add(Problem problem) {
        problems.add(problem);
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            List<Problem> sorted = new ArrayList<>(problems);
            sorted.sort((a, b) -> a.line() != b.line()
                    ? Integer.compare(a.line(), b.line())
                    : Integer.compare(a.column(), b.column()));
            throw new SabotException(ExitCode.CONFIGURATION, sorted);
        }
    }
}
