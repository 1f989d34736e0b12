package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sabot.ops.GuideShell.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/operations.md tells the reader to do, in its order; what is dropped there is dropped last. */
class OperationsGuideTest {
    @TempDir
    Path directory;

    @Test
    @Tag("slow")
    void shouldGiveWhatTheGuideShows() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "the guide's commands need curl, which is not there");
        String guide = GuideShell.guide("operations.md");
        try (GuideShell shell = new GuideShell(directory)) {
            shell.port(8080);
            String rules = GuideShell.block(guide, "sql", 0);
            shell.file("rules.sql", rules);
            shell.file("ticks.csv", GuideShell.block(guide, "csv", 0));
            List<Step> steps = GuideShell.steps(guide);
            assertThat(steps).hasSizeGreaterThan(12);
            Step server = steps.get(0);
            Process process = shell.server(server.command());
            assertThat(Files.readString(directory.resolve("server-0.log"))).startsWith(shell.here(server.output()));

            String drop = null;
            for (Step step : steps.subList(1, steps.size())) {
                if (step.command().contains(" drop ")) {
                    drop = step.command();
                    continue;
                }
                if (step.command().endsWith("--upgrade")) {
                    shell.file("rules.sql", rules.replace("B{2,}", "B+"));
                }
                String said = shell.run(step.command());
                if (!step.output().isEmpty()) {
                    assertThat(comparable(step, said)).as(step.command()).isEqualTo(comparable(step, step.output()));
                }
            }
            shell.run(drop);
            assertThat(shell.run("sabot jobs")).doesNotContain("rules");
            assertThat(directory.resolve("data/files/dips.csv")).exists();

            process.destroy();
            assertThat(process.waitFor()).isZero();
        }
    }

    /** Entries' numbers are another matter: what else comes into a log, such as a restart, is not the guide's. */
    private static String comparable(Step step, String text) {
        return step.command().startsWith("curl") ? GuideShell.shape(text) : text.strip();
    }
}
