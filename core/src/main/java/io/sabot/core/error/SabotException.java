package io.sabot.core.error;

import java.util.List;
import java.util.stream.Collectors;

/** Stops what was asked for, with one or more problems told for people. */
public final class SabotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;
    private final ExitCode exitCode;

    public SabotException(ExitCode exitCode, List<Problem> problems) {
        this(exitCode, problems, null);
    }

    public SabotException(ExitCode exitCode, List<Problem> problems, Throwable cause) {
        super(problems.stream().map(Problem::format).collect(Collectors.joining("\n\n")), cause);
        this.problems = List.copyOf(problems);
        this.exitCode = exitCode;
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
