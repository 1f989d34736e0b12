package io.sabot.ops.server.deploy;

/**
 * A version that has not taken over yet, or will not.
 *
 * @param seq entry of the log up to which it has come, 0 before it has begun
 * @param lastSeq the log's end, 0 if it is not known
 * @param lag entries that it has to read yet
 * @param replayed 0 to 1
 * @param reason why it was given up; null while it is being made
 */
public record NextVersion(int version, State state, long seq, long lastSeq, long lag, double replayed, String reason) {
    /** How it stands with it. */
    public enum State {
        /** It is made from the log, while the version before goes on. */
        BUILDING,
        /** It could not be made, and the version before goes on. */
        GIVEN_UP
    }

    static NextVersion building(int version, long seq, long lastSeq) {
        long end = Math.max(seq, lastSeq);
        return new NextVersion(version, State.BUILDING, seq, end, end - seq, end == 0 ? 0 : (double) seq / end, null);
    }

    static NextVersion givenUp(int version, String reason) {
        return new NextVersion(version, State.GIVEN_UP, 0, 0, 0, 0, reason);
    }
}
