package io.sabot.engine;

import io.sabot.core.error.SabotException;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import java.util.List;

/**
 * The head of what a checkpoint stores of a node: enough to tell whether it is of this application and of this log.
 *
 * @param fingerprint of the application
 * @param frameHash of the log's entry at which it was made: the log may have been cut since, and have gone on otherwise
 * @param sequencer what it knew then
 * @param streams how far each table got
 * @param points from where log and outboxes can be opened
 */
record CheckpointRoot(
        String fingerprint, long frameHash, SequencerState sequencer, List<Streams.Saved> streams, StartPoints points) {
    private static final int VERSION = 2;

    static void save(
            StateOutput out,
            String fingerprint,
            long frameHash,
            SequencerState sequencer,
            Streams streams,
            StartPoints points) {
        out.putSection("node");
        out.putInt(VERSION);
        out.putText(fingerprint);
        out.putLong(frameHash);
        out.putLong(sequencer.rows());
        out.putLong(sequencer.rejects());
        out.putBytes(sequencer.producers());
        streams.save(out);
        points.save(out);
    }

    /** @throws SabotException ENG-0301 if another version wrote it */
    static CheckpointRoot load(StateInput in) {
        in.expectSection("node");
        int version = in.getInt();
        if (version != VERSION) {
            throw SabotException.failed(
                    "ENG-0301", "the checkpoint is of version " + version + ", this is version " + VERSION, null, null);
        }
        return new CheckpointRoot(
                in.getText(),
                in.getLong(),
                new SequencerState(in.getLong(), in.getLong(), in.getBytes()),
                Streams.Saved.all(in),
                StartPoints.load(in));
    }
}
