package io.sabot.ops.cases;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import java.nio.file.Path;
import java.util.List;

/**
 * What became of a file of cases.
 *
 * @param problems of the file or of the application it tests, so that nothing was played
 * @param problemCode of those; null without
 */
record ScriptResult(
        Path file, TestScript script, List<CaseResult> cases, List<Problem> problems, ExitCode problemCode) {
    static ScriptResult mistaken(Path file, List<Problem> problems, ExitCode code) {
        return new ScriptResult(file, null, List.of(), problems, code);
    }

    long passed() {
        return cases.stream().filter(CaseResult::isPassed).count();
    }

    /** What the process is to end with. */
    ExitCode exitCode() {
        if (problemCode != null) {
            return problemCode;
        }
        for (CaseResult result : cases) {
            if (result.errorCode() != null) {
                return result.errorCode();
            }
        }
        return passed() == cases.size() ? ExitCode.DONE : ExitCode.DIFFERENT;
    }
}
