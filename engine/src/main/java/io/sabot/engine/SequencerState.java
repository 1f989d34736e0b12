package io.sabot.engine;

/**
 * What a checkpoint stores of the sequencer.
 *
 * @param rows in the log
 * @param rejects in the log
 * @param producers the {@link ProducerTable}, empty if there is none yet
 */
record SequencerState(long rows, long rejects, byte[] producers) {
    static final SequencerState EMPTY = new SequencerState(0, 0, new byte[0]);
}
