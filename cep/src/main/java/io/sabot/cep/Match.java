package io.sabot.cep;

/** A decided match, as a view that is valid while it is being emitted. */
public final class Match {
    private long key;
    private long thread;
    private long matchNumber;
    private long timeNs;
    private int keyId;

    void wrap(int newKeyId, long newKey, long newThread, long newMatchNumber) {
        this.keyId = newKeyId;
        this.key = newKey;
        this.thread = newThread;
        this.matchNumber = newMatchNumber;
        this.timeNs = ThreadDescriptor.endTimeNs(newThread);
    }

    /** Says that not the match is shown, but one of its rows. */
    void shownAt(long newTimeNs) {
        timeNs = newTimeNs;
    }

    /** Id of the partition in the operator's key index. */
    public int keyId() {
        return keyId;
    }

    /** Address of the kernel's part of the partition's record. */
    public long key() {
        return key;
    }

    /** Address of the registers. */
    public long registers() {
        return thread + ThreadDescriptor.REGISTERS;
    }

    public long matchNumber() {
        return matchNumber;
    }

    /** Whether it is none, but a partial match whose time has run out; then it has no number. */
    public boolean isTimedOut() {
        return ThreadDescriptor.state(thread) == PatternProgram.TIMED_OUT;
    }

    public boolean isEmpty() {
        return ThreadDescriptor.endRow(thread) < ThreadDescriptor.startRow(thread);
    }

    public long startTimeNs() {
        return ThreadDescriptor.startTimeNs(thread);
    }

    /** Event time of the row that is shown, or of the last row; of the row it begins at for an empty match. */
    public long timeNs() {
        return timeNs;
    }
}
