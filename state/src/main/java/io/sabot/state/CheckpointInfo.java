package io.sabot.state;

/**
 * A committed checkpoint.
 *
 * @param epoch number of the checkpoint; later ones have higher numbers, and none is used twice
 * @param seq log entry up to which the state has everything
 * @param timeNs logical time of that entry
 * @param stateHash of all pages and of what operators keep in fields
 * @param pages that the state has
 * @param writtenPages that this checkpoint wrote, the others being as an earlier one left them
 * @param rootBytes size of what operators keep in fields
 * @param wallTimeMs when it was committed, ms since the epoch; for people
 * @param symbols entries of the log's dictionary that are stored with it and those before it
 */
public record CheckpointInfo(
        long epoch,
        long seq,
        long timeNs,
        long stateHash,
        long pages,
        long writtenPages,
        long rootBytes,
        long wallTimeMs,
        int symbols) {
    public long stateBytes() {
        return pages * StateSpace.PAGE_BYTES;
    }

    public long writtenBytes() {
        return writtenPages * StateSpace.PAGE_BYTES + rootBytes;
    }
}
