package io.sabot.ops.server.cluster;

import io.sabot.engine.OrderedEntry;
import io.sabot.engine.OrderedInput;
import io.sabot.ops.server.cluster.ClusterEntry.Kind;
import io.sabot.replication.log.CommittedLog;
import io.sabot.replication.log.CommittedReader;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * One application's entries of the committed log, up to the next deployment that is about it: what comes behind that is for
 * whoever runs then.
 */
final class CommittedInput implements OrderedInput {
    static final String DEPLOY = "deploy";
    static final String DROP = "drop";
    static final String PAUSE = "pause";

    private static final int PASSED_PER_STEP = 1024;

    private final CommittedLog log; // not owned
    private final Gateway gateway; // not owned
    private final String application;
    private final byte[] utf8;
    private final long afterPosition;
    private final long resumedPosition;
    private final LongSupplier leadingTerm;
    private final Set<CommittedInput> open;
    private CommittedReader reader;
    private long firstPosition;
    private volatile boolean isSuperseded;
    private volatile long position;

    /**
     * @param afterPosition of the deployment that this life of the application follows from
     * @param resumedPosition where it was resumed last: pauses before are over
     * @param leadingTerm see {@link #leadingTerm()}
     * @param open is left when this is closed
     */
    CommittedInput(
            CommittedLog log,
            Gateway gateway,
            String application,
            long afterPosition,
            long resumedPosition,
            LongSupplier leadingTerm,
            Set<CommittedInput> open) {
        this.log = log;
        this.gateway = gateway;
        this.application = application;
        this.utf8 = ClusterEntry.utf8(application);
        this.afterPosition = afterPosition;
        this.resumedPosition = resumedPosition;
        this.leadingTerm = leadingTerm;
        this.open = open;
    }

    @Override
    public void begin(long from) {
        firstPosition = Math.max(from, afterPosition + 1);
        reader = log.reader(firstPosition);
        position = from;
    }

    @Override
    public OrderedEntry next() {
        int passed = 0;
        while (!isSuperseded && passed++ < PASSED_PER_STEP && reader.next()) {
            byte[] payload = reader.payload();
            // A loss of power may have taken what the application has already: then it comes once more.
            if (reader.position() >= firstPosition && ClusterEntry.isFor(payload, utf8)) {
                ClusterEntry entry = ClusterEntry.decode(payload);
                if (entry.kind() == Kind.DEPLOYMENT) {
                    isSuperseded = isEndedBy(entry, reader.position());
                } else if (entry.kind() != Kind.STATE_HASH) {
                    position = reader.position();
                    return entry.ordered(
                            reader.position(),
                            reader.timeNs(),
                            reader.term(),
                            reply -> gateway.answer(entry.origin(), reply));
                }
            }
            position = Math.max(position, reader.position());
        }
        return null;
    }

    @Override
    public long leadingTerm() {
        return leadingTerm.getAsLong();
    }

    private boolean isEndedBy(ClusterEntry entry, long at) {
        return switch (entry.table()) {
            case DEPLOY, DROP -> at > afterPosition;
            case PAUSE -> at > resumedPosition;
            default -> false;
        };
    }

    String application() {
        return application;
    }

    /** Whether everything up to the deployment that ends this life has been handed on. Any thread. */
    boolean isSuperseded() {
        return isSuperseded;
    }

    /** Up to where entries have been looked at. Any thread. */
    long position() {
        return position;
    }

    @Override
    public void onStateHash(long barrierPosition, long hash) {
        gateway.submit(origin -> ClusterEntry.stateHash(origin, application, barrierPosition, hash));
    }

    @Override
    public void close() {
        open.remove(this);
        if (reader != null) {
            reader.close();
        }
    }
}
