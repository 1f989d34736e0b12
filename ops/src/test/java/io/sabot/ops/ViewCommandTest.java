package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.error.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ViewCommandTest {
    @TempDir
    Path directory;

    @Test
    void shouldRefuseToListTheViewsOfWhatIsNoDataDirectory() {
        CommandLine line = new CommandLine(new ViewCommand());
        line.setExecutionExceptionHandler((e, command, parsed) -> Main.report(e));
        assertThat(line.execute("ls", "--data-dir", directory.toString())).isEqualTo(ExitCode.CONFIGURATION.code());
    }
}
