package io.sabot.replication;

/**
 * What a clone brought. The node may start once its own log, copied from a peer by whoever called, reaches at least
 * {@code lastEntryPosition}.
 *
 * @param snapshotPosition of the snapshot that the node will start from, {@link CommittedEntries#NO_POSITION} if the log came
 *     from its beginning
 * @param lastEntryPosition of the last entry before that snapshot, or of the backup that the cluster was restored from;
 *     {@link CommittedEntries#NO_POSITION} if there is none
 * @param position up to which the log was copied
 * @param term of the leader that it was copied from
 * @param leaderId that leader
 */
public record CloneResult(long snapshotPosition, long lastEntryPosition, long position, long term, int leaderId) {}
