package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a data directory does when its application, or a part of it, is not what it was. */
final class TakeoverTest {
    private static final String SQL =
            """
            CREATE TABLE a (id INT) WITH ('connector' = 'file', 'path' = 'in.csv');
            CREATE TABLE b (id INT) WITH ('connector' = 'file', 'path' = 'out', 'rolling' = 'true');
            INSERT INTO b SELECT id FROM a;
            """;

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void makeNode() throws Exception {
        node = new TestNode(directory).file("in.csv", "id\n1\n2\n3\n");
        node.run(SQL);
    }

    private SabotException failure(SabotConfig config, String sql) {
        return catchThrowableOfType(SabotException.class, () -> TestNode.run(config, sql));
    }

    @Test
    void shouldRefuseResultsWithoutTheLogThatTheyFollowFrom() throws Exception {
        Files.move(DataDirectory.log(node.data()), directory.resolve("elsewhere"));
        SabotException e = failure(node.config(), SQL);
        assertThat(e).hasMessageContaining("ENG-0123").hasMessageContaining("restore it from a copy");
        assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        Files.move(directory.resolve("elsewhere"), DataDirectory.log(node.data()));
        assertThat(node.run(SQL).rows()).isEqualTo(3);
    }

    @Test
    void shouldForgetNothingWhenAReplacementCannotBeginItsPartsAnew() throws Exception {
        String changed = SQL.replace("FROM a", "FROM a WHERE id > 1");
        SabotException e = failure(node.config().withTakeover(SabotConfig.Takeover.REPLACE), changed);
        assertThat(e).hasMessageContaining("SNK-0107");
        assertThat(node.run(SQL).rows()).as("the first version still runs").isEqualTo(3);
    }
}
