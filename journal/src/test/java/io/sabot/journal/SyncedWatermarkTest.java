package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SyncedWatermarkTest {
    @TempDir
    Path directory;

    @BeforeEach
    void writeThrice() throws IOException {
        try (SyncedWatermark watermark = SyncedWatermark.open(directory)) {
            watermark.write(10, 1, DiskSync.DISK);
            watermark.write(20, 1, DiskSync.DISK);
            watermark.write(30, 2, DiskSync.DISK);
        }
    }

    private void tear(long counter) {
        DiskTest.flip(directory.resolve(SyncedWatermark.FILE_NAME), (counter & 1) * SyncedWatermark.SLOT_STRIDE + 9, 1);
    }

    @Test
    void shouldBeNothingWithoutAFile() throws IOException {
        assertThat(SyncedWatermark.read(directory.resolve("other"))).isEqualTo(SyncedWatermark.Slot.NONE);
    }

    @Test
    void shouldGiveBackTheLastWrite() throws IOException {
        assertThat(SyncedWatermark.read(directory)).isEqualTo(new SyncedWatermark.Slot(3, 30, 2));
    }

    @Test
    void shouldGiveBackTheOtherSlotWhenOneIsTorn() throws IOException {
        tear(3);
        assertThat(SyncedWatermark.read(directory)).isEqualTo(new SyncedWatermark.Slot(2, 20, 1));
        try (SyncedWatermark watermark = SyncedWatermark.open(directory)) {
            watermark.write(40, 2, DiskSync.DISK); // over the torn one
        }
        tear(2);
        assertThat(SyncedWatermark.read(directory)).isEqualTo(new SyncedWatermark.Slot(3, 40, 2));
    }

    @Test
    void shouldRefuseTwoTornSlots() {
        tear(2);
        tear(3);
        assertThatThrownBy(() -> SyncedWatermark.read(directory)).isInstanceOf(IOException.class);
    }
}
