package io.sabot.core.error;

import java.util.List;
import java.util.stream.Collectors;

/** Stops what was asked for, with one or more problems told for people. */
public final class SabotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;
    private final ExitCode exitCode;
    private final String query; // null: not one query's

    public SabotException(ExitCode exitCode, List<Problem> problems) {
        this(exitCode, problems, null);
    }

    public SabotException(ExitCode exitCode, List<Problem> problems, Throwable cause) {
        this(exitCode, null, problems, cause);
    }

    private SabotException(ExitCode exitCode, String query, List<Problem> problems, Throwable cause) {
        super(problems.stream().map(Problem::format).collect(Collectors.joining("\n\n")), cause);
        this.problems = List.copyOf(problems);
        this.exitCode = exitCode;
        this.query = query;
    }

    /**
     * What one query says does not go together with the rows it has: it would fail again at the same row.
     *
     * @param query by which whoever knows the text can find it there
     */
    public static SabotException inQuery(String query, Problem problem) {
        return new SabotException(ExitCode.FAILED, query, List.of(problem), null);
    }

    /** The same, told better. */
    public SabotException with(Problem problem) {
        return new SabotException(exitCode, query, List.of(problem), this);
    }

    /** Null if this is not about one query and its rows. */
    public String query() {
        return query;
    }

    public static SabotException configuration(String code, String message, String hint) {
        return new SabotException(ExitCode.CONFIGURATION, List.of(Problem.of(code, message, hint)));
    }

    public static SabotException failed(String code, String message, String hint, Throwable cause) {
        return new SabotException(ExitCode.FAILED, List.of(Problem.of(code, message, hint)), cause);
    }

    public List<Problem> problems() {
        return problems;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
