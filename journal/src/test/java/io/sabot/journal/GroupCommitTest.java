package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import io.sabot.core.fault.FaultCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class GroupCommitTest extends DiskTest {
    private final List<Path> forced = Collections.synchronizedList(new ArrayList<>());
    private final List<SabotException> told = new ArrayList<>();

    private EventLog open(DiskSync sync) {
        return Journals.open(config(), lock, sync);
    }

    private EventLog openCounted() {
        return open((channel, path) -> forced.add(path));
    }

    private GroupCommit commit(EventLog log, long delayNs, long bytes) {
        return new GroupCommit(log, new CommitPolicy(delayNs, bytes), told::add);
    }

    private Path synced() {
        return logDirectory().resolve(SyncedWatermark.FILE_NAME);
    }

    @Test
    void shouldForceFilesThenDirectoriesThenTheWatermark() {
        try (EventLog log = openCounted()) {
            append(log, 3);
            log.force();
            Path first = QueueDirectory.files(generation(1)).get(0);
            assertThat(forced).containsExactly(first, generation(1), logDirectory(), synced());
            forced.clear();
            append(log, 6); // two more files
            log.force();
            List<Path> files = QueueDirectory.files(generation(1));
            assertThat(files).hasSize(3);
            assertThat(forced)
                    .containsExactly(
                            first,
                            files.get(1),
                            generation(1),
                            logDirectory(),
                            files.get(2),
                            generation(1),
                            logDirectory(),
                            synced());
            forced.clear();
            append(log, 1);
            log.force();
            assertThat(forced).containsExactly(files.get(2), synced());
        }
        forced.clear();
        try (EventLog log = openCounted()) {
            assertThat(log.durableSeq()).isEqualTo(10);
            append(log, 1);
            log.force();
            assertThat(forced).as("what was forced before is not forced again").hasSize(4);
        }
    }

    @Test
    void shouldForceWhenTheFirstFrameHasWaited() {
        try (EventLog log = openCounted()) {
            GroupCommit commit = commit(log, 1000, 1 << 20);
            assertThat(commit.doWork(0)).isZero();
            append(log, 1);
            assertThat(commit.doWork(5000)).isZero();
            append(log, 1);
            assertThat(commit.doWork(5999)).isZero();
            assertThat(forced).isEmpty();
            assertThat(commit.doWork(6000)).isEqualTo(2);
            assertThat(commit.durableSeq()).isEqualTo(2);
            assertThat(commit.doWork(9000)).isZero();
            append(log, 1);
            assertThat(commit.doWork(9001)).as("a new group waits anew").isZero();
            assertThat(commit.doWork(10_001)).isEqualTo(1);
        }
    }

    @Test
    void shouldForceWhenThereIsMuch() {
        try (EventLog log = openCounted()) {
            GroupCommit commit = commit(log, 1_000_000_000, 2000);
            append(log, 2);
            assertThat(commit.doWork(1)).isZero();
            append(log, 3);
            assertThat(commit.doWork(2)).isEqualTo(5);
            append(log, 1);
            assertThat(commit.doWork(3)).isZero();
        }
    }

    @Test
    @FaultCase(number = 8, how = "the log's sync fails, stepped")
    void shouldNeverForceAgainAfterAnError() {
        AtomicInteger calls = new AtomicInteger();
        try (EventLog log = open((channel, path) -> {
            if (calls.incrementAndGet() == 6) {
                throw new IOException("Input/output error");
            }
        })) {
            GroupCommit commit = commit(log, 0, 1);
            append(log, 3);
            assertThat(commit.doWork(1)).isEqualTo(3);
            append(log, 1);
            assertThat(commit.doWork(2)).isZero();
            assertThat(told).singleElement().satisfies(e -> assertThat(e)
                    .hasMessageContaining("JRN-0203")
                    .hasMessageContaining("Input/output error"));
            assertThat(commit.failure()).isSameAs(told.get(0));
            assertThat(commit.durableSeq()).isEqualTo(3);
            int before = calls.get();
            assertThat(commit.doWork(3)).isZero();
            assertThatThrownBy(log::force)
                    .isInstanceOf(SabotException.class)
                    .hasMessageContaining("JRN-0206")
                    .hasMessageContaining("Input/output error");
            assertThatThrownBy(() -> append(log, 1))
                    .isInstanceOf(SabotException.class)
                    .hasMessageContaining("JRN-0206");
            assertThat(calls.get()).isEqualTo(before);
            assertThat(told).hasSize(1);
            checkFrom(log, 1); // reading goes on
        }
    }

    @Test
    void shouldStopForGoodWhenTheWatermarkCannotBeWritten() {
        try (EventLog log = open((channel, path) -> {
            if (path.equals(synced())) {
                throw new IOException("no");
            }
        })) {
            append(log, 3);
            assertThatThrownBy(log::force).hasMessageContaining("JRN-0203");
            assertThat(log.durableSeq()).isZero();
            assertThatThrownBy(() -> append(log, 1)).hasMessageContaining("JRN-0206");
        }
    }

    @Test
    @FaultCase(number = 9, how = "a sync that takes long, stepped")
    void shouldLetAppendingGoOnWhileADiskIsSlow() throws InterruptedException {
        CountDownLatch isForcing = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (EventLog log = open((channel, path) -> {
            isForcing.countDown();
            awaitQuietly(mayEnd);
        })) {
            append(log, 1);
            try (GroupCommit commit = commit(log, 0, 1)) {
                commit.start();
                assertThat(isForcing.await(10, TimeUnit.SECONDS)).isTrue();
                append(log, 20);
                assertThat(commit.durableSeq()).isZero();
                mayEnd.countDown();
            }
            assertThat(log.durableSeq()).as("stopping forces what is left").isEqualTo(21);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void shouldFollowAnAppender() throws InterruptedException {
        try (EventLog log = open(DiskSync.DISK);
                GroupCommit commit = new GroupCommit(log, CommitPolicy.POWER, told::add)) {
            commit.start();
            for (int i = 0; i < 300; i++) {
                append(log, 1);
                long deadline = System.nanoTime() + 10_000_000_000L;
                while (i % 20 == 0 && commit.durableSeq() < log.lastSeq()) {
                    assertThat(System.nanoTime()).isLessThan(deadline);
                    TimeUnit.MICROSECONDS.sleep(50);
                }
            }
            commit.stop();
            assertThat(log.durableSeq()).isEqualTo(300);
        }
        assertThat(told).isEmpty();
    }
}
