package io.sabot.ops.cases;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import java.util.List;

/**
 * What became of a case.
 *
 * @param errors what kept it from its end; empty if nothing did
 * @param errorCode of those; null without
 */
record CaseResult(TestCase testCase, long elapsedNs, List<Failure> failures, List<Problem> errors, ExitCode errorCode) {
    /**
     * Something is not as expected.
     *
     * @param diff lines for people
     * @param hint null if there is nothing to say
     * @param expect what {@code --update} can rewrite, and null if it cannot
     * @param actual rows that it would say then
     */
    record Failure(Problem problem, List<String> diff, String hint, Step.Expect expect, Rows actual) {
        /** Several lines. */
        String format() {
            StringBuilder text = new StringBuilder(problem.format());
            diff.forEach(line -> text.append("\n     ").append(line.stripTrailing()));
            if (hint != null) {
                text.append("\n     = help: ").append(hint);
            }
            return text.toString();
        }
    }

    boolean isPassed() {
        return failures.isEmpty() && errors.isEmpty();
    }
}
