package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.core.fault.FaultCase;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryLockTest {
    @TempDir
    Path directory;

    @Test
    void shouldBeHeldOnceInAProcess() {
        try (DirectoryLock lock = DirectoryLock.acquire(directory.resolve("data"))) {
            assertThat(lock.isHeld()).isTrue();
            assertThatThrownBy(() -> DirectoryLock.acquire(directory.resolve("data")))
                    .isInstanceOfSatisfying(SabotException.class, e -> {
                        assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
                        assertThat(e.problems().get(0).hint())
                                .contains(String.valueOf(ProcessHandle.current().pid()));
                    });
        }
        DirectoryLock.acquire(directory.resolve("data")).close();
    }

    @Test
    @FaultCase(number = 4, how = "a second process wants a directory that is in use")
    void shouldBeHeldByOneProcess() throws IOException, InterruptedException {
        try (DirectoryLock lock = DirectoryLock.acquire(directory)) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), AppendLoop.class.getName()));
            command.addAll(List.of(lock.directory().toString(), "1"));
            Process child =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(child.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(child.waitFor()).isNotZero();
            assertThat(output)
                    .contains("JRN-0220")
                    .contains("stop process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void shouldNameADirectoryThatCannotBeMade() {
        assertThatThrownBy(() -> DirectoryLock.acquire(Path.of("/proc/no/such")))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("JRN-0201")
                .hasMessageContaining("/proc/no/such");
    }
}
