package io.sabot.ops.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.engine.OrderedEntry;
import io.sabot.engine.OrderedInput;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.journal.DirectoryLock;
import io.sabot.ops.server.cluster.ClusterEntry.Origin;
import io.sabot.replication.log.CommittedLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommittedInputTest {
    private static final String APPLICATION = "market";
    private static final Origin ELSEWHERE = new Origin(0, 1, 1);

    @TempDir
    Path directory;

    private final Set<CommittedInput> open = new HashSet<>();
    private DirectoryLock lock;
    private CommittedLog log;
    private long nextPosition = 100;

    @BeforeEach
    void openLog() {
        lock = DirectoryLock.acquire(directory);
        log = new CommittedLog(directory.resolve("committed"), lock, 0, leadership -> {});
    }

    @AfterEach
    void closeLog() {
        open.stream().toList().forEach(CommittedInput::close);
        log.close();
        lock.close();
    }

    /** @return its position */
    private long commit(ClusterEntry entry) {
        byte[] bytes = entry.encode();
        long position = nextPosition;
        nextPosition += 100;
        log.onEntry(position, position * 1_000, 1, new UnsafeBuffer(bytes), 0, bytes.length);
        log.onStable(position);
        return position;
    }

    private long batch(String application) {
        byte[] records = "{}\n".getBytes(StandardCharsets.UTF_8);
        return commit(ClusterEntry.batch(
                ELSEWHERE, application, "trades", FormatSpec.Format.JSON, 1, 1, nextPosition, records));
    }

    private long change(String application, String what) {
        return commit(ClusterEntry.deployment(ELSEWHERE, application, what, new byte[0]));
    }

    private CommittedInput input(long afterPosition, long resumedPosition, long fromPosition) {
        CommittedInput input = new CommittedInput(
                log, null, APPLICATION, afterPosition, resumedPosition, () -> OrderedInput.NOT_LEADING, open);
        open.add(input);
        input.begin(fromPosition);
        return input;
    }

    private static List<Long> positions(CommittedInput input) {
        List<Long> positions = new ArrayList<>();
        for (OrderedEntry entry = input.next(); entry != null; entry = input.next()) {
            positions.add(entry.position());
        }
        return positions;
    }

    @Test
    void shouldGiveWhatIsForTheApplicationOnly() {
        long deployed = change(APPLICATION, "deploy");
        long first = batch(APPLICATION);
        batch("other");
        change("other", "drop");
        commit(ClusterEntry.stateHash(ELSEWHERE, APPLICATION, first, 1));
        long barrier = commit(ClusterEntry.barrier(ELSEWHERE, APPLICATION));
        CommittedInput input = input(deployed, deployed, 0);
        assertThat(positions(input)).containsExactly(first, barrier);
        assertThat(input.isSuperseded()).isFalse();
        long later = batch(APPLICATION);
        assertThat(positions(input)).containsExactly(later);
    }

    @Test
    void shouldGoOnWhereItWasToldTo() {
        long deployed = change(APPLICATION, "deploy");
        batch(APPLICATION);
        long second = batch(APPLICATION);
        long third = batch(APPLICATION);
        assertThat(positions(input(deployed, deployed, second))).containsExactly(second, third);
    }

    @Test
    void shouldNotGiveWhatTheApplicationHasAlreadyWhenThisLogHadLostIt() {
        long deployed = change(APPLICATION, "deploy");
        long reached = nextPosition + 100; // by the application, before the power failed
        CommittedInput input = input(deployed, deployed, reached);
        batch(APPLICATION);
        long last = batch(APPLICATION);
        long behind = batch(APPLICATION);
        assertThat(last).isEqualTo(reached);
        assertThat(positions(input)).containsExactly(last, behind);
    }

    @Test
    void shouldNotGiveWhatAnEarlierVersionHad() {
        change(APPLICATION, "deploy");
        batch(APPLICATION);
        long upgraded = change(APPLICATION, "deploy");
        long behind = batch(APPLICATION);
        assertThat(positions(input(upgraded, upgraded, 0))).containsExactly(behind);
    }

    @Test
    void shouldEndAtTheNextVersion() {
        assertEndsAt("deploy");
    }

    @Test
    void shouldEndWhenTheApplicationIsDropped() {
        assertEndsAt("drop");
    }

    @Test
    void shouldEndWhenTheApplicationIsPaused() {
        assertEndsAt("pause");
    }

    private void assertEndsAt(String change) {
        long deployed = change(APPLICATION, "deploy");
        long before = batch(APPLICATION);
        CommittedInput input = input(deployed, deployed, 0);
        assertThat(positions(input)).containsExactly(before);
        assertThat(input.isSuperseded()).isFalse();
        change(APPLICATION, change);
        batch(APPLICATION);
        assertThat(positions(input)).isEmpty();
        assertThat(input.isSuperseded()).isTrue();
    }

    @Test
    void shouldPassPausesThatAreOver() {
        long deployed = change(APPLICATION, "deploy");
        long before = batch(APPLICATION);
        change(APPLICATION, "pause");
        long meanwhile = batch(APPLICATION);
        long resumed = change(APPLICATION, "resume");
        long after = batch(APPLICATION);
        CommittedInput input = input(deployed, resumed, 0);
        assertThat(positions(input)).containsExactly(before, meanwhile, after);
        change(APPLICATION, "pause");
        assertThat(positions(input)).isEmpty();
        assertThat(input.isSuperseded()).isTrue();
    }

    @Test
    void shouldWaitForWhatCanBeTakenBack() {
        long deployed = change(APPLICATION, "deploy");
        byte[] bytes = ClusterEntry.barrier(ELSEWHERE, APPLICATION).encode();
        long position = nextPosition;
        log.onEntry(position, 1_000_000, 1, new UnsafeBuffer(bytes), 0, bytes.length);
        CommittedInput input = input(deployed, deployed, 0);
        assertThat(positions(input)).isEmpty();
        log.onStable(position);
        assertThat(positions(input)).containsExactly(position);
    }

    @Test
    void shouldGiveEverythingThoughMuchIsForOthers() {
        long deployed = change(APPLICATION, "deploy");
        for (int i = 0; i < 3_000; i++) {
            batch("other");
        }
        long own = batch(APPLICATION);
        CommittedInput input = input(deployed, deployed, 0);
        List<Long> positions = new ArrayList<>();
        while (input.position() < own) {
            positions.addAll(positions(input));
        }
        assertThat(positions).containsExactly(own);
    }
}
