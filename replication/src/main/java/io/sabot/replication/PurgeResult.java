package io.sabot.replication;

/**
 * What a purge left.
 *
 * @param from first position of this node's log before
 * @param to first position now; the same if there was no whole file to delete
 */
public record PurgeResult(long from, long to) {}
