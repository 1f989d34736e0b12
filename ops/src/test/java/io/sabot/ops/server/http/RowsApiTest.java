package io.sabot.ops.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.ops.server.Client;
import io.sabot.ops.server.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RowsApiTest {
    private static final String ROWS = "/v1/applications/rules/tables/ticks/rows";

    @TempDir
    Path directory;

    private TestServer server;
    private Client client;

    @BeforeEach
    void start() {
        server = TestServer.start(directory);
        client = server.client;
        client.deploy("rules", TestServer.RULES).require(201);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Client.Answer post(String type, String body) {
        return client.send("POST", ROWS, body, "Content-Type", type);
    }

    private long status(String figure) {
        return client.get("/v1/applications/rules")
                .json()
                .at("/status/" + figure)
                .asLong();
    }

    @Test
    void shouldTakeCsvAndLinesOfJson() {
        post("text/csv", "AAPL,101\nMSFT,99\n").require(200);
        post("application/x-ndjson", "{\"symbol\":\"IBM\",\"price\":102}\n{\"price\":1}\n")
                .require(200);
        post("text/csv; charset=utf-8; header=present", "price,symbol\n103,ORCL\n")
                .require(200);
        post("text/csv", "SAP,104").require(200);
        assertThat(server.awaitOutput("rules", "high", 4))
                .containsExactly(
                        "{\"output\":1,\"row\":{\"symbol\":\"AAPL\",\"price\":101.0}}",
                        "{\"output\":2,\"row\":{\"symbol\":\"IBM\",\"price\":102.0}}",
                        "{\"output\":3,\"row\":{\"symbol\":\"ORCL\",\"price\":103.0}}",
                        "{\"output\":4,\"row\":{\"symbol\":\"SAP\",\"price\":104.0}}");
        assertThat(status("rows")).isEqualTo(6);
    }

    @Test
    void shouldMakeDeadLettersOfBadRows() {
        post("text/csv", "AAPL,101\nMSFT,much\nIBM\nSAP,104\n").require(200);
        server.awaitOutput("rules", "high", 2);
        assertThat(status("rejects")).isEqualTo(2);
        assertThat(client.get("/metrics").body()).contains("sabot_rejects_total{application=\"rules\"} 2");
    }

    @Test
    void shouldTakePostsOfMoreThanABatch() {
        StringBuilder rows = new StringBuilder("price,symbol\n");
        for (int i = 0; i < 60_000; i++) {
            rows.append(i % 10 == 0 ? 101 : 1).append(",S").append(i).append('\n');
        }
        post("text/csv; header=present", rows.toString()).require(200);
        assertThat(server.awaitOutput("rules", "high", 6000))
                .hasSize(6000)
                .last()
                .asString()
                .contains("\"symbol\":\"S59990\"");
        assertThat(status("rejects")).isZero();
    }

    @Test
    void shouldTakeNumberedBatchesOnce() {
        Client.Answer first =
                client.rows("rules", "ticks", "feed", 1, "AAPL,101\n").require(200);
        assertThat(first.json().path("answer").asText()).isEqualTo("ACK");
        assertThat(first.json().path("value").asLong()).isPositive();
        assertThat(client.rows("rules", "ticks", "feed", 1, "AAPL,101\n").require(200))
                .isEqualTo(first);
        client.rows("rules", "ticks", "feed", 2, "AAPL,102\n").require(200);
        assertThat(server.awaitOutput("rules", "high", 2)).hasSize(2);
    }

    private Client.Answer postBatches(long first, String lengths, String body) {
        return client.send(
                "POST",
                ROWS,
                body,
                "Content-Type",
                "text/csv",
                "Sabot-Producer",
                "feed",
                "Sabot-Batch",
                String.valueOf(first),
                "Sabot-Batch-Lengths",
                lengths);
    }

    @Test
    void shouldTakeSeveralBatchesOfOneRequest() {
        Client.Answer last = postBatches(1, "9, 18,9", "AAPL,101\nAAPL,102\nAAPL,103\nAAPL,104\n")
                .require(200);
        assertThat(last.json().path("batch").asLong()).isEqualTo(3);
        client.rows("rules", "ticks", "feed", 2, "AAPL,102\nAAPL,103\n").require(200); // as it was sent
        postBatches(3, "9,9", "AAPL,104\nAAPL,105\n").require(200);
        assertThat(server.awaitOutput("rules", "high", 5)).hasSize(5);
    }

    @Test
    void shouldAnswerToTheFirstBatchThatIsRefused() {
        postBatches(1, "9,9", "AAPL,101\nAAPL,102\n").require(200);
        Client.Answer refused = postBatches(2, "9,9,9", "AAPL,102\nAAPL,103\nAAPL,104\n".replace("102", "999"));
        requireAnswer(refused, 409, "SEQ_REUSED", 0);
        assertThat(refused.json().path("batch").asLong()).isEqualTo(2);
        String large = "AAPL,103\n".repeat(60_000);
        refused = postBatches(5, "9," + large.length(), "AAPL,105\n" + large).require(413);
        assertThat(refused.json().path("batch").asLong()).isEqualTo(6);
    }

    @Test
    void shouldRefuseLengthsThatAreNotThoseOfTheBody() {
        assertThat(postBatches(1, "9,8", "AAPL,101\nAAPL,102\n").require(400).code())
                .isEqualTo("OPS-0759");
        assertThat(postBatches(1, "9,,9", "AAPL,101\nAAPL,102\n").require(400).code())
                .isEqualTo("OPS-0724");
        assertThat(postBatches(1, "0,".repeat(1_100) + "9", "AAPL,101\n")
                        .require(400)
                        .code())
                .isEqualTo("OPS-0759");
        assertThat(client.send("POST", ROWS, "AAPL,1\n", "Sabot-Batch-Lengths", "7")
                        .require(400)
                        .code())
                .isEqualTo("OPS-0722");
    }

    private void requireAnswer(Client.Answer answer, int status, String kind, long value) {
        answer.require(status);
        assertThat(answer.json().path("answer").asText()).isEqualTo(kind);
        assertThat(answer.json().path("value").asLong()).isEqualTo(value);
    }

    @Test
    void shouldSayWhatIsWrongWithANumberedBatch() {
        requireAnswer(client.rows("rules", "ticks", "feed", 5, "AAPL,101\n"), 409, "UNKNOWN_PRODUCER", 0);
        client.rows("rules", "ticks", "feed", 1, "AAPL,101\n").require(200);
        requireAnswer(client.rows("rules", "ticks", "feed", 3, "AAPL,103\n"), 409, "GAP", 2);
        requireAnswer(client.rows("rules", "ticks", "feed", 1, "AAPL,999\n"), 409, "SEQ_REUSED", 0);

        String producer = "/v1/applications/rules/tables/ticks/producers/feed";
        Client.Answer welcome =
                client.send("PUT", producer, "", "Sabot-Epoch", "2").require(200);
        assertThat(welcome.body()).isEqualTo("{\"epoch\":2,\"lastBatch\":0,\"formerLastBatch\":1}");
        Client.Answer fenced = client.send("PUT", producer, "", "Sabot-Epoch", "1");
        requireAnswer(fenced, 409, "FENCED", 2);
        String[] old = {"Content-Type", "text/csv", "Sabot-Producer", "feed", "Sabot-Epoch", "1", "Sabot-Batch", "2"};
        requireAnswer(client.send("POST", ROWS, "AAPL,102\n", old), 409, "FENCED", 2);
        client.rows("rules", "ticks", "feed", 1, "AAPL,104\n").require(200); // of the new epoch

        client.rows("rules", "ticks", "feed", 2, "AAPL,1\n".repeat(60_000)).require(413);
        client.rows("rules", "ticks", "feed", 2, "AAPL,105\n").require(200);
        assertThat(server.awaitOutput("rules", "high", 3)).hasSize(3);

        client.post("/v1/applications/rules/tables/ticks/end").require(202);
        server.awaitState("rules", "ENDED");
        assertThat(client.rows("rules", "ticks", "feed", 3, "AAPL,106\n")
                        .require(503)
                        .code())
                .isEqualTo("OPS-0721");
    }

    @Test
    void shouldSayThatATableHasEndedWhileAnotherGoesOn() {
        String sql = TestServer.RULES.replace(
                "CREATE TABLE high", "CREATE TABLE others (symbol VARCHAR, price DOUBLE); CREATE TABLE high");
        client.deploy(
                        "two",
                        sql
                                + "INSERT INTO low SELECT symbol FROM others;"
                                        .replace("INSERT", "CREATE TABLE low (symbol VARCHAR); INSERT"))
                .require(201);
        client.rows("two", "ticks", "feed", 1, "AAPL,101\n").require(200);
        client.post("/v1/applications/two/tables/ticks/end").require(202);
        TestServer.await(
                "the end",
                () -> client.rows("two", "ticks", "feed", 2, "AAPL,101\n").status() == 410);
        client.rows("two", "others", "feed", 1, "AAPL,101\n").require(200);
        assertThat(client.send(
                                "POST",
                                "/v1/applications/two/tables/ticks/rows",
                                "{}",
                                "Content-Type",
                                "application/x-ndjson")
                        .status())
                .isEqualTo(410);
    }

    @Test
    void shouldRefuseWhatItDoesNotUnderstand() {
        assertThat(post("application/xml", "<a/>").require(400).code()).isEqualTo("OPS-0725");
        assertThat(client.send("POST", ROWS, "AAPL,1\n", "Sabot-Producer", "feed")
                        .require(400)
                        .code())
                .isEqualTo("OPS-0722");
        assertThat(client.rows("rules", "ticks", "feed", 0, "AAPL,1\n")
                        .require(400)
                        .code())
                .isEqualTo("OPS-0724");
        assertThat(client.rows("none", "ticks", "AAPL,1\n").require(404).code()).isEqualTo("OPS-0703");
        assertThat(client.rows("rules", "tocks", "AAPL,1\n").require(404).body())
                .contains("ENG-0110", "ticks");
        assertThat(client.rows("rules", "high", "AAPL,1\n").require(400).status())
                .isEqualTo(400);
        client.rows("rules", "ticks", "x".repeat(17 << 20)).require(413);
        post("text/csv; header=present", "prize,symbol\n1,AAPL\n").require(400);
        assertThat(status("rows")).isZero();
    }

    // ---- a table of several applications ----

    @Test
    void shouldGiveRowsToEveryApplicationThatHasTheTable() {
        client.deploy("copy", TestServer.RULES.replace("> 100", "> 101")).require(201);
        client.deploy("other", "CREATE TABLE trades (n BIGINT); SELECT n FROM trades;")
                .require(201);
        String[] batch = {"Content-Type", "text/csv", "Sabot-Producer", "feed", "Sabot-Batch", "1"};
        for (int i = 0; i < 2; i++) {
            Client.Answer answer = client.send("POST", "/v1/tables/ticks/rows", "AAPL,101\nIBM,102\n", batch)
                    .require(200);
            assertThat(answer.json().at("/rules/answer").asText()).isEqualTo("ACK");
            assertThat(answer.json().at("/copy/answer").asText()).isEqualTo("ACK");
            assertThat(answer.json().size()).isEqualTo(2);
        }
        assertThat(server.awaitOutput("rules", "high", 2)).hasSize(2);
        assertThat(server.awaitOutput("copy", "high", 1)).hasSize(1);
        assertThat(client.send("POST", "/v1/tables/quotes/rows", "AAPL,101\n", batch)
                        .require(404)
                        .code())
                .isEqualTo("ENG-0110");
    }

    @Test
    void shouldSayWhoWasLeftOutOfRowsForAll() {
        client.deploy("copy", TestServer.RULES).require(201);
        client.post("/v1/applications/copy/pause").require(200);
        Client.Answer some = client.send("POST", "/v1/tables/ticks/rows", "AAPL,101\n", "Content-Type", "text/csv");
        assertThat(some.require(200).json().at("/copy/answer").asText()).isEqualTo("PAUSED");
        assertThat(server.awaitOutput("rules", "high", 1)).hasSize(1);
        client.post("/v1/applications/rules/pause").require(200);
        client.send("POST", "/v1/tables/ticks/rows", "AAPL,101\n", "Content-Type", "text/csv")
                .require(503);
    }
}
