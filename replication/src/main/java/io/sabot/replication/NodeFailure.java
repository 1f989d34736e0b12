package io.sabot.replication;

import io.aeron.ErrorCode;
import io.aeron.cluster.service.ClusterTerminationException;
import io.aeron.exceptions.AeronException;
import io.aeron.exceptions.RegistrationException;
import io.sabot.core.error.SabotException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives every error of the node's parts, from any thread. The first one that is not a mere warning ends the node: a
 * member that goes on with a broken part neither helps nor lets another take its place.
 */
final class NodeFailure implements ErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(NodeFailure.class);

    private final AtomicReference<SabotException> reason = new AtomicReference<>();
    private final AtomicLong warnings = new AtomicLong();
    private final int nodeId;
    private final Runnable onFirst;
    private volatile boolean isClosing;

    /** @param onFirst must not block: called on the thread that failed */
    NodeFailure(int nodeId, Runnable onFirst) {
        this.nodeId = nodeId;
        this.onFirst = onFirst;
    }

    @Override
    public void onError(Throwable error) {
        if (isWarning(error)) {
            warnings.incrementAndGet();
            LOG.warn("cluster node {}: {}", nodeId, error.getMessage());
        } else if (isClosing || reason.get() != null) {
            LOG.debug("cluster node {} while it ends", nodeId, error);
        } else {
            fail(told(error));
        }
    }

    /** A stream that cannot be opened is often another's fault, a client that asks for a bad one; what needs it times out. */
    private static boolean isWarning(Throwable error) {
        if (error instanceof RegistrationException registration) {
            return registration.errorCode() != ErrorCode.STORAGE_SPACE;
        }
        return error instanceof AeronException aeron && aeron.category() == AeronException.Category.WARN;
    }

    void fail(SabotException failure) {
        if (!isClosing && reason.compareAndSet(null, failure)) {
            onFirst.run();
        }
    }

    private SabotException told(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SabotException sabot) {
                return sabot;
            }
        }
        if (error instanceof ClusterTerminationException) {
            return ReplicationErrors.failed(
                    "REP-0402", "the cluster told node " + nodeId + " to stop: " + error.getMessage(), null, error);
        }
        return ReplicationErrors.failed(
                "REP-0403",
                "a part of cluster node " + nodeId + " failed: " + error,
                "start the node again; if it fails again, clone it from its peers",
                error);
    }

    /** What parts say while they are taken apart is no failure. */
    void closing() {
        isClosing = true;
    }

    /** Null if nothing failed. */
    SabotException reason() {
        return reason.get();
    }

    long warnings() {
        return warnings.get();
    }
}
