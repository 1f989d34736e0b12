package io.sabot.ops.server.http;

import io.javalin.http.Context;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.util.List;

/** What went wrong, as clients see it: the problems, each also as the text that a person is shown. */
final class ApiErrors {
    private static final String NO_APPLICATION = "OPS-0703";
    private static final String NO_TABLE = "ENG-0110";
    private static final String NO_OUTPUT = "ENG-0107";
    private static final String NO_VIEW = "ENG-0122";
    private static final String HAS_ENDED = "ENG-0113";
    private static final String NOT_TAKING = "ING-0402"; // it stops this moment

    private ApiErrors() {}

    record Body(List<Entry> errors) {}

    /** One problem. */
    record Entry(
            String code,
            String message,
            String file,
            Integer line,
            Integer column,
            Integer endColumn,
            String hint,
            String text) {
        static Entry of(Problem problem) {
            boolean hasPlace = problem.line() > 0;
            return new Entry(
                    problem.code(),
                    problem.message(),
                    problem.file(),
                    hasPlace ? problem.line() : null,
                    hasPlace ? problem.column() : null,
                    hasPlace ? problem.endColumn() : null,
                    problem.hint(),
                    problem.format());
        }
    }

    static void answer(Context ctx, SabotException e) {
        answer(ctx, status(e), e.problems());
    }

    static void answer(Context ctx, int status, List<Problem> problems) {
        ctx.status(status);
        Json.answer(ctx, new Body(problems.stream().map(Entry::of).toList()));
    }

    static void answer(Context ctx, int status, String code, String message, String hint) {
        answer(ctx, status, List.of(Problem.of(code, message, hint)));
    }

    private static int status(SabotException e) {
        String code = e.problems().get(0).code();
        return switch (code) {
            case NO_APPLICATION, NO_TABLE, NO_OUTPUT, NO_VIEW -> 404;
            case HAS_ENDED -> 410;
            case NOT_TAKING -> 503;
            default ->
                switch (e.exitCode()) {
                    case CONFIGURATION, USAGE -> 400;
                    case BAD_DATA -> 422;
                    case UNAVAILABLE -> 503;
                    default -> 500;
                };
        };
    }
}
