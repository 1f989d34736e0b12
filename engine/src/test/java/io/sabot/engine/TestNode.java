package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.ingest.sink.OutputFormat;
import io.sabot.journal.DirectoryLock;
import io.sabot.journal.EventLog;
import io.sabot.journal.FrameType;
import io.sabot.journal.JournalConfig;
import io.sabot.journal.Journals;
import io.sabot.journal.LogReader;
import io.sabot.journal.RejectedRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A directory with input files, outputs, and the data directory of a node that is opened again and again. */
final class TestNode {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a node had counted when it had come to its end. */
    record Counts(long rows, long rejects, long deadLetters) {}

    final Path directory;

    TestNode(Path directory) {
        this.directory = directory;
    }

    Path data() {
        return directory.resolve("data");
    }

    SabotConfig config() {
        return SabotConfig.in(data()).withReserveBytes(0).withSqlDirectory(directory);
    }

    TestNode file(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
        return this;
    }

    TestNode file(String name, byte[] content) throws IOException {
        Files.write(directory.resolve(name), content);
        return this;
    }

    String text(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    List<String> lines(String name) throws IOException {
        return Files.readAllLines(directory.resolve(name));
    }

    Counts run(String sql) throws InterruptedException {
        return run(config(), sql);
    }

    /** To the end of all inputs. */
    static Counts run(SabotConfig config, String sql) throws InterruptedException {
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(sql);
            assertThat(sabot.awaitEnd(PATIENCE)).as("end within a minute").isTrue();
            return new Counts(sabot.rows(), sabot.rejects(), sabot.deadLetters());
        }
    }

    /** What a node in memory prints. */
    String print(OutputFormat format, String sql) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        run(
                SabotConfig.inMemory()
                        .withSqlDirectory(directory)
                        .withConsole(new SabotConfig.Console(new ByteArrayInputStream(new byte[0]), out, format)),
                sql);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Bad records in the log of the stopped node. */
    List<RejectedRecord> rejects() {
        List<RejectedRecord> rejects = new ArrayList<>();
        try (DirectoryLock lock = DirectoryLock.acquire(data());
                EventLog log = Journals.open(JournalConfig.of(DataDirectory.log(data())), lock);
                LogReader reader = log.reader(1, new SymbolDictionary())) {
            while (reader.next()) {
                if (reader.header().type() == FrameType.REJECT) {
                    rejects.add(reader.reject());
                }
            }
        }
        return rejects;
    }
}
