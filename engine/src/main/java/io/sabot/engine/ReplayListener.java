package io.sabot.engine;

/** Is told what a replay finds, in the order of the log, by the thread that replays. */
public interface ReplayListener {
    ReplayListener NONE = new ReplayListener() {};

    /** Results of one log entry; the view is valid during the call only. */
    default void onOutput(ReplayOutput output) {}

    /** A result that one side has and the other has not. Those that the window of a comparison can hold come at its end. */
    default void onDifference(ReplayDifference difference) {}

    /** An entry has been replayed; must be quick. */
    default void onProgress(long seq, long timeNs, long rows) {}

    /** Something that makes the results other than one may expect. */
    default void onWarning(String text) {}
}
