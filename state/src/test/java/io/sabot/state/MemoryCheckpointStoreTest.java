package io.sabot.state;

class MemoryCheckpointStoreTest extends CheckpointContract {
    private final CheckpointStore store = CheckpointStores.memory();

    @Override
    CheckpointStore open() {
        return store;
    }
}
