package io.sabot.ops.cases;

import io.sabot.core.error.SabotException;
import io.sabot.ops.SqlFile;
import io.sabot.sql.script.ApplicationPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plays all cases of a file. */
final class ScriptRun {
    private ScriptRun() {}

    /**
     * @param parameters of the command line
     * @param match part of the name of the cases that are played; null for all
     */
    static ScriptResult play(Path file, Map<String, String> parameters, String match) {
        try {
            TestScript script = TestScriptParser.parse(file, parameters);
            Map<Map<String, String>, ApplicationPlan> plans = new HashMap<>();
            List<CaseResult> results = new ArrayList<>();
            for (TestCase testCase : script.cases()) {
                if (match == null || testCase.name().contains(match)) {
                    ApplicationPlan plan = plans.computeIfAbsent(
                            testCase.parameters(),
                            values -> SqlFile.read(script.application(), values).plan());
                    results.add(CaseRun.play(script, testCase, plan));
                }
            }
            return new ScriptResult(file, script, results, List.of(), null);
        } catch (SabotException e) {
            return ScriptResult.mistaken(file, e.problems(), e.exitCode());
        }
    }
}
