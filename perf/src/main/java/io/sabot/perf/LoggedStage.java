package io.sabot.perf;

import io.sabot.core.time.Clock;
import io.sabot.ingest.ring.Slot;
import io.sabot.ingest.ring.SlotKind;
import io.sabot.ingest.ring.Stage;
import io.sabot.journal.EventLog;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.LogAppender;
import java.util.concurrent.CountDownLatch;

/** Each batch into the log, then to the operator. */
final class LoggedStage implements Stage {
    private final EventLog log; // not owned
    private final LogAppender appender;
    private final Ceiling ceiling; // not owned
    private final FrameHeader fields = FrameHeader.create();
    private final Clock clock = Clock.system();
    private final CountDownLatch ended;
    private long lastTimeNs;

    LoggedStage(EventLog log, Ceiling ceiling, CountDownLatch ended) {
        this.log = log;
        this.appender = log.appender();
        this.ceiling = ceiling;
        this.ended = ended;
    }

    @Override
    public void onSlot(Slot slot, long ringSequence, boolean endOfBatch) {
        lastTimeNs = Math.max(lastTimeNs, clock.nowNs());
        long seq = log.lastSeq() + 1;
        fields.clear().seq(seq).timeNs(lastTimeNs).streamId(slot.sourceId()).schemaVersion(1);
        if (slot.kind() == SlotKind.DATA) {
            appender.append(fields, slot.batch());
            ceiling.onBatch(slot.batch(), seq, lastTimeNs);
        } else if (slot.kind() == SlotKind.END) {
            appender.appendEnd(fields);
            ceiling.onEnd(seq, lastTimeNs);
            ended.countDown();
        }
    }
}
