package io.sabot.engine;

import io.sabot.core.error.SabotException;
import io.sabot.journal.Outbox;

/** Goes on with an outbox behind a checkpoint. */
final class OutboxState {
    private OutboxState() {}

    /** @throws SabotException ENG-0302 if the outbox lost rows that the checkpoint counts on */
    static void resume(Outbox outbox, long oseq) {
        if (oseq > outbox.lastOseq()) {
            throw SabotException.failed(
                    "ENG-0302",
                    "the outbox of '" + outbox.schema().name() + "' ends with output " + outbox.lastOseq()
                            + ", the checkpoint was made after output " + oseq,
                    "an older checkpoint, or replay of the whole log, makes them anew",
                    null);
        }
        outbox.resumeAfter(oseq);
    }
}
