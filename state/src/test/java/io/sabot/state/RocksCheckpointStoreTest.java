package io.sabot.state;

class RocksCheckpointStoreTest extends CheckpointContract {
    @Override
    CheckpointStore open() {
        return CheckpointStores.open(directory.resolve("checkpoint"));
    }
}
