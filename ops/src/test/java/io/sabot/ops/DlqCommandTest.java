package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.engine.DeadLetter;
import io.sabot.engine.DeadLetterArchive;
import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DlqCommandTest {
    private static final String RULES =
            """
            CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE)
              WITH ('connector' = 'file', 'path' = 'ticks.csv', 'follow' = 'true');
            CREATE TABLE alerts (symbol VARCHAR, price DOUBLE) WITH ('connector' = 'file', 'path' = 'alerts.csv');
            INSERT INTO alerts SELECT symbol, 60 / CAST(price AS INT) FROM ticks;
            """;
    private static final String TICKS =
            """
            price,symbol,ts
            10,A,2026-01-05 09:30:00
            20,B,soon
            n/a,C,2026-01-05 09:30:02
            0,D,2026-01-05 09:30:03
            """;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int command(Object command, String... arguments) {
        out.reset();
        List<String> words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of("--data-dir", directory.resolve("data").toString()));
        CommandLine line = new CommandLine(command);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, failed, parsed) -> {
            out.writeBytes(e.getMessage().getBytes(StandardCharsets.UTF_8));
            return Main.report(e);
        });
        return line.execute(words.toArray(new String[0]));
    }

    private int show(String... arguments) {
        return command(new DlqShowCommand(out), arguments);
    }

    private int replay(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of("--sql-dir", directory.toString(), "--set", "log.reserve-bytes=0"));
        return command(new DlqReplayCommand(out), words.toArray(new String[0]));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8).replace(directory + "/", "");
    }

    private List<DeadLetter> letters() {
        return DeadLetterArchive.read(directory.resolve("data"));
    }

    private String id(int letter) {
        return letters().get(letter).id();
    }

    private List<String> alerts() throws IOException {
        return Files.readAllLines(directory.resolve("alerts.csv"));
    }

    /** Two bad records and a row that the query cannot use. */
    private void record(String rules) throws Exception {
        Files.writeString(directory.resolve("rules.sql"), rules);
        Files.writeString(directory.resolve("ticks.csv"), TICKS);
        SabotConfig config = SabotConfig.in(directory.resolve("data")).withReserveBytes(0);
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(directory.resolve("rules.sql"));
            sabot.appendableTables().forEach(sabot::end);
            long deadlineNs = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (sabot.rejects() < 2 || sabot.deadLetters() < 1) {
                assertThat(System.nanoTime()).isLessThan(deadlineNs);
                Thread.onSpinWait();
            }
        }
        assertThat(alerts()).containsExactly("symbol,price", "A,6.0");
    }

    @Test
    void shouldShowAllThatIsKnown() throws Exception {
        record(RULES);
        assertThat(letters())
                .extracting(DeadLetter::kind)
                .containsExactly(DeadLetter.Kind.RECORD, DeadLetter.Kind.RECORD, DeadLetter.Kind.ROW);
        assertThat(show(id(0))).isZero();
        assertThat(printed())
                .contains("id        " + id(0) + "\n", "table     ticks\n", "reason    BAD_RECORD\n")
                .contains("place     line 3, byte 41\n", "replayed  no\n", "bytes     9\n", "  | 20,B,soon\n")
                .contains("expected TIMESTAMP");
        assertThat(show(id(0), "--hex")).isZero();
        assertThat(printed()).contains("  000000  32 30 2c 42 2c 73 6f 6f 6e", "|20,B,soon|");
        assertThat(show("--all")).isZero();
        assertThat(printed()).contains("query     alerts_1\n", "id        dead_letters:1\n", "symbol=D");
        assertThat(show("--all", "--format", "json")).isZero();
        assertThat(printed().lines()).hasSize(3).first().asString().contains("\"record\":\"20,B,soon\"");
        assertThat(show("99999")).isEqualTo(78);
        assertThat(printed()).contains("OPS-0601", "there is no dead letter 99999");
        assertThat(show()).isEqualTo(2);
    }

    @Test
    void shouldBringARecordBackOnceHoweverOftenItIsAsked() throws Exception {
        record(RULES);
        String[] corrected = {id(0), "--with", "s/soon/2026-01-05 09:30:01/"};
        assertThat(replay(id(0), "--with", "s/soon/2026-01-05 09:30:01/", "--dry-run"))
                .as(this::printed)
                .isZero();
        assertThat(printed()).contains("can be read");
        assertThat(alerts()).hasSize(2);
        assertThat(replay(corrected)).as(this::printed).isZero();
        assertThat(printed()).contains(id(0) + "  ticks       replayed\n");
        assertThat(alerts()).containsExactly("symbol,price", "A,6.0", "B,3.0");
        DeadLetter replayed = letters().get(0);
        assertThat(replayed.replays()).isEqualTo(1);
        assertThat(replayed.replayedSeq()).isGreaterThan(replayed.seq());
        assertThat(replay(corrected)).isZero();
        assertThat(printed()).contains("was replayed before, as entry " + replayed.replayedSeq());
        assertThat(alerts()).hasSize(3);
        assertThat(replay(id(0), "--with", "s/soon/2026-01-05 09:30:01/", "--again"))
                .isZero();
        assertThat(alerts()).containsExactly("symbol,price", "A,6.0", "B,3.0", "B,3.0");
        assertThat(letters().get(0).replays()).isEqualTo(2);
    }

    @Test
    void shouldTakeCorrectedRecordsFromAFile() throws Exception {
        record(RULES);
        show("--all", "--format", "json");
        String lines = printed().replace("n/a,C", "30,C").replace("20,B,soon", "20,B,2026-01-05 09:30:01");
        Path file = Files.writeString(
                directory.resolve("letters.ndjson"),
                String.join("\n", lines.lines().limit(2).toList()));
        assertThat(replay("--file", file.toString())).as(this::printed).isZero();
        assertThat(alerts()).containsExactly("symbol,price", "A,6.0", "B,3.0", "C,2.0");
        Files.writeString(file, "{\"id\":\"" + id(0) + "\"}");
        assertThat(replay("--file", file.toString())).isEqualTo(78);
        assertThat(printed()).contains("OPS-0602", "'record' is missing", "letters.ndjson:1:1");
        Files.writeString(file, "no json");
        assertThat(replay("--file", file.toString())).isEqualTo(78);
    }

    @Test
    void shouldTellWhatIsStillBadAndWhatCannotBeBroughtBack() throws Exception {
        record(RULES);
        assertThat(replay("--all")).isEqualTo(65);
        assertThat(printed().lines()).hasSize(2).allMatch(line -> line.contains("still bad: field"));
        assertThat(replay("dead_letters:1")).isEqualTo(65);
        assertThat(printed()).contains("not replayed: only records are brought back");
        assertThat(replay("--all", "--with", "x/a/b/")).isEqualTo(78);
        assertThat(printed()).contains("OPS-0603");
        assertThat(replay("--all", "--with", "s/(/b/")).isEqualTo(78);
        assertThat(replay("--all", "--with", "s/n/$7/")).isEqualTo(78);
        assertThat(replay(id(0), "--all")).isEqualTo(2);
        assertThat(replay()).isEqualTo(2);
        assertThat(alerts()).hasSize(2);
    }

    @Test
    void shouldRefuseRowsForATableThatHasEnded() throws Exception {
        record(RULES.replace("'true'", "'false'"));
        assertThat(replay(id(0), "--with", "s/soon/2026-01-05 09:30:01/")).isEqualTo(65);
        assertThat(printed()).contains("'ticks' has ended");
    }

    @Test
    void shouldNotTouchADirectoryThatIsInUse() throws Exception {
        record(RULES);
        SabotConfig config = SabotConfig.in(directory.resolve("data")).withReserveBytes(0);
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(directory.resolve("rules.sql"));
            assertThat(replay(id(0), "--with", "s/soon/2026-01-05 09:30:01/")).isNotZero();
            assertThat(show("--all")).isZero(); // looking is no harm
        }
        assertThat(alerts()).hasSize(2);
    }
}
