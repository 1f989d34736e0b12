package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.ingest.sink.OutputFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of docs/patterns.md. */
class PatternGuideTest {
    private static final Path GUIDE = Path.of("../docs/patterns.md");
    private static final Pattern FILE = Pattern.compile("`([a-z]+\\.csv)`\\n\\n```csv\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TABLES = Pattern.compile("```sql\\n(CREATE TABLE.*?)```", Pattern.DOTALL);
    private static final Pattern EXAMPLE =
            Pattern.compile("```sql\\n([^`]*?)```\\n\\n```csv\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void shouldGiveWhatTheGuideShows() throws Exception {
        String guide = Files.readString(GUIDE);
        TestNode node = new TestNode(directory);
        for (MatchResult file : FILE.matcher(guide).results().toList()) {
            node.file(file.group(1), file.group(2));
        }
        String tables =
                TABLES.matcher(guide).results().findFirst().orElseThrow().group(1);
        List<MatchResult> examples = EXAMPLE.matcher(guide).results().toList();
        assertThat(examples).hasSizeGreaterThan(8);
        for (MatchResult example : examples) {
            String printed = node.print(OutputFormat.csv(), tables + example.group(1));
            assertThat(printed).as(example.group(1)).isEqualTo(example.group(2));
        }
    }
}
