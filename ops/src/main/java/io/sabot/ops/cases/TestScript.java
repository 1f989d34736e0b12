package io.sabot.ops.cases;

import java.nio.file.Path;
import java.util.List;

/**
 * A file of cases.
 *
 * @param application the SQL file that is tested
 * @param tolerance relative, for DOUBLE; 0 for none
 */
record TestScript(ScriptText text, Path application, double tolerance, List<TestCase> cases) {}
