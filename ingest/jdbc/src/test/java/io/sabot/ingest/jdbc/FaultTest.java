package io.sabot.ingest.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a SQLSTATE means for who writes. */
final class FaultTest {
    @ParameterizedTest
    @CsvSource({
        "08006, OUTAGE",
        "57P01, OUTAGE",
        "55P03, OUTAGE",
        "25006, OUTAGE",
        "25P03, OUTAGE",
        "23505, REFUSED",
        "22003, REFUSED",
        "P0001, REFUSED",
        "57P04, FATAL",
        "42P01, FATAL",
        "25P02, FATAL"
    })
    void shouldKnowWhatMayWorkLater(String state, Fault expected) {
        assertThat(Fault.of(new SQLException("told by the database", state))).isEqualTo(expected);
    }
}
