package io.sabot.state;

import java.nio.file.Path;

/** The door to checkpoint stores. */
public final class CheckpointStores {
    private CheckpointStores() {}

    /**
     * Opens the checkpoints in a directory, which is made if it is not there.
     *
     * @throws io.sabot.core.error.SabotException STA-0023 if they cannot be opened
     */
    public static CheckpointStore open(Path directory) {
        return RocksCheckpointStore.open(directory);
    }

    /** As {@link #open}, for reading alone what is there now: a node may be running. */
    public static CheckpointStore openReadOnly(Path directory) {
        return RocksCheckpointStore.openReadOnly(directory);
    }

    /** Checkpoints that live as long as the object. */
    public static CheckpointStore memory() {
        return new MemoryCheckpointStore();
    }
}
