package io.sabot.ops.cases;

import io.sabot.ops.cases.ScriptText.Span;
import java.util.List;
import java.util.Map;

/**
 * One case.
 *
 * @param parameters of its own and the file's, for the application
 */
record TestCase(String name, Span span, Map<String, String> parameters, List<Step> steps) {}
