package io.sabot.cep;

/** The row being matched: one reusable object per operator. */
final class RowInPartition {
    /** Id of the partition's key. */
    int keyId;

    /** Address of the partition's record. */
    long partition;

    /** Address of the kernel's part of it. */
    long key;

    /** Place in the batch that the kernel is bound to. */
    int index;

    /** Bit per variable whose condition is true, of those that depend on the row alone. */
    long mask;

    /** From 0 in the partition. */
    long number;

    long timeNs;

    /** In the log. */
    long position;

    /** Position of the first row that this one was made from. */
    long firstPosition;
}
