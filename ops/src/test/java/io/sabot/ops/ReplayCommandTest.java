package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.error.ExitCode;
import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Also runs the examples of {@code docs/replay.md}. */
final class ReplayCommandTest {
    private static final Path GUIDE = Path.of("../docs/replay.md");
    private static final Pattern FILE = Pattern.compile("`([a-z.]+)`:\\n\\n```[a-z]+\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CONSOLE = Pattern.compile("```console\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern RUN = Pattern.compile("`sabot run (\\S+) --param limit=(\\d+) --data-dir data`");
    private static final Set<String> PATHS = Set.of("--data-dir", "--sql", "--against");

    /** What the log's time is on the day of the test. */
    private static final Pattern LOG_TIME =
            Pattern.compile("(\\d+:\\d+(?:,|\",\"\\$time\":\"))\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d+)?");

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int replay(String... arguments) {
        out.reset();
        err.reset();
        List<String> resolved = new ArrayList<>();
        for (String argument : arguments) {
            boolean isPath = !resolved.isEmpty() && PATHS.contains(resolved.get(resolved.size() - 1));
            resolved.add(isPath ? directory.resolve(argument).toString() : argument);
        }
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        CommandLine line = new CommandLine(new ReplayCommand(out, errors));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> Main.report(e));
        return line.execute(resolved.toArray(new String[0]));
    }

    private String printed() {
        return withoutTimes(out.toString(StandardCharsets.UTF_8));
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static String withoutTimes(String text) {
        return LOG_TIME.matcher(text).replaceAll("$1TIME");
    }

    /** Writes the guide's files and runs what it says was run. */
    private String record() throws IOException, InterruptedException {
        String guide = Files.readString(GUIDE);
        Matcher files = FILE.matcher(guide);
        while (files.find()) {
            Files.writeString(directory.resolve(files.group(1)), files.group(2));
        }
        Matcher run = RUN.matcher(guide.replaceAll("\\s+", " "));
        assertThat(run.find()).isTrue();
        SqlFile sql = SqlFile.read(directory.resolve(run.group(1)), Map.of("limit", run.group(2)));
        try (Sabot sabot = Sabot.open(SabotConfig.in(directory.resolve("data")).withReserveBytes(0))) {
            sabot.execute(sql.plan(), sql.text(), sql.directory());
            assertThat(sabot.awaitEnd(Duration.ofSeconds(60))).isTrue();
        }
        return guide;
    }

    @Test
    void shouldDoWhatTheGuideSays() throws Exception {
        String guide = record();
        Matcher consoles = CONSOLE.matcher(guide);
        int commands = 0;
        while (consoles.find()) {
            int code = -1;
            for (String example : consoles.group(1).split("(?m)^\\$ (?=sabot|echo)")) {
                if (example.isEmpty()) {
                    continue;
                }
                int lineEnd = example.indexOf('\n');
                String command = example.substring(0, lineEnd);
                String expected = withoutTimes(example.substring(lineEnd + 1));
                if (command.equals("echo $?")) {
                    assertThat(code).isEqualTo(Integer.parseInt(expected.trim()));
                } else {
                    assertThat(command).startsWith("sabot replay ");
                    code = replay(command.substring("sabot replay ".length()).split(" "));
                    assertThat(printed()).as(command + "\n" + said()).isEqualTo(expected);
                    commands++;
                }
            }
        }
        assertThat(commands).isEqualTo(5);
    }

    @Test
    void shouldPrintArraysThatDiffer() throws Exception {
        String sql =
                """
                CREATE TABLE ticks (n INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
                WITH ('connector' = 'file', 'path' = 'ticks.csv');
                CREATE TABLE pairs (a INT ARRAY);
                INSERT INTO pairs SELECT a FROM ticks MATCH_RECOGNIZE (
                  ORDER BY ts MEASURES ARRAY_AGG(n ORDER BY n) AS a PATTERN (X X));
                """;
        Files.writeString(directory.resolve("ticks.csv"), "n,ts\n3,2026-01-05 09:30:00\n,2026-01-05 09:30:01\n");
        Files.writeString(directory.resolve("changed.sql"), sql.replace("ORDER BY n)", "ORDER BY n DESC)"));
        try (Sabot sabot = Sabot.open(
                SabotConfig.in(directory.resolve("data")).withReserveBytes(0).withSqlDirectory(directory))) {
            sabot.execute(sql);
            assertThat(sabot.awaitEnd(Duration.ofSeconds(60))).isTrue();
        }
        replay("--data-dir", "data", "--sql", "changed.sql", "--diff", "--format", "csv");
        assertThat(printed()).as(said()).contains("\"[3,null]\"").contains("\"[null,3]\"");
    }

    @Test
    void shouldSayHowManyRowsAreUnchangedAndHowFastItWas() throws Exception {
        record();
        assertThat(replay("--data-dir", "data", "--sql", "rules.sql", "--param", "limit=10", "--diff"))
                .isEqualTo(3);
        assertThat(said()).containsPattern("sabot: 6 rows in .* s \\([\\d,]+ rows/s\\), 3 entries in the range");
        assertThat(said()).contains("sabot: alerts: 1 gained, 0 lost, 3 unchanged");
        replay("--data-dir", "data", "--diff", "-q");
        assertThat(said()).isEmpty();
    }

    @Test
    void shouldStopPrintingAtTheLimitAndCountOn() throws Exception {
        record();
        int code = replay("--data-dir", "data", "--sql", "rules.sql", "--param", "limit=0", "--diff", "--limit", "1");
        assertThat(code).isEqualTo(3);
        assertThat(printed().lines()).hasSize(2);
        assertThat(said()).contains("alerts: 3 gained", "2 differences more than --limit");
    }

    @Test
    void shouldRefuseARangeThatGoesBackwardAndALimitBelowZero() throws Exception {
        record();
        int refused = ExitCode.CONFIGURATION.code();
        assertThat(replay("--data-dir", "data", "--from", "3", "--to", "2")).isEqualTo(refused);
        assertThat(replay("--data-dir", "data", "--from", "2026-01-02", "--to", "2026-01-01"))
                .isEqualTo(refused);
        assertThat(replay("--data-dir", "data", "--limit", "-1")).isEqualTo(refused);
    }

    @Test
    void shouldPrintTheRangeOnly() throws Exception {
        record();
        String[] all = {"--data-dir", "data", "--from", "3", "--warm-up", "1h"};
        assertThat(replay(all)).isZero();
        assertThat(printed()).isEmpty();
        assertThat(replay("--data-dir", "data", "--from", "1", "--to", "2", "--warm-up", "0"))
                .isZero();
        assertThat(printed().lines()).hasSize(4);
    }

    @Test
    void shouldAlignATableForATerminal() throws Exception {
        record();
        assertThat(replay("--data-dir", "data", "--format", "table", "--table", "alerts"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow())
                .matches("\\$table +\\$position +\\$time +symbol +price");
    }

    @Test
    void shouldEndWithTheCodesOfAllCommandsWhenSomethingIsWrong() throws Exception {
        record();
        assertThat(replay("--data-dir", "nowhere")).isEqualTo(78);
        assertThat(replay("--data-dir", "data", "--sql", "no.sql")).isEqualTo(78);
        assertThat(replay("--data-dir", "data", "--from", "yesterday")).isEqualTo(78);
        assertThat(replay("--data-dir", "data", "--table", "alarts")).isEqualTo(78);
        assertThat(replay("--data-dir", "data", "--warm-up", "soon")).isEqualTo(2);
        assertThat(replay("--data-dir", "data", "--param", "limit=1")).isEqualTo(2);
        assertThat(replay()).isEqualTo(2);
    }
}
