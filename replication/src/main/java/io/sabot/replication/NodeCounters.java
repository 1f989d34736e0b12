package io.sabot.replication;

import io.aeron.CncFileDescriptor;
import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.service.Cluster;
import java.nio.file.Path;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersReader;

/**
 * The consensus module's counters, through a mapping of our own: its own one goes away with it, at a time that it chooses,
 * and to read on would end the process. Any thread; after the module's end the values mean nothing.
 */
final class NodeCounters {
    private final AtomicCounter commitPosition;
    private final AtomicCounter electionState;
    private final AtomicCounter elections;
    private final AtomicCounter role;
    private final AtomicCounter snapshots;
    private final AtomicCounter control;

    NodeCounters(Path driverDirectory, ConsensusModule.Context module) {
        CountersReader counters = ClusterControl.mapCounters(
                driverDirectory.resolve(CncFileDescriptor.CNC_FILE).toFile());
        commitPosition = own(counters, module.commitPositionCounter());
        electionState = own(counters, module.electionStateCounter());
        elections = own(counters, module.electionCounter());
        role = own(counters, module.clusterNodeRoleCounter());
        snapshots = own(counters, module.snapshotCounter());
        control = own(counters, module.controlToggleCounter());
    }

    private static AtomicCounter own(CountersReader counters, AtomicCounter theirs) {
        return new AtomicCounter(counters.valuesBuffer(), theirs.id());
    }

    long commitPosition() {
        return commitPosition.get();
    }

    boolean isElecting() {
        return electionState.get() != ElectionState.CLOSED.code();
    }

    long elections() {
        return elections.get();
    }

    boolean isLeading() {
        return role.get() == Cluster.Role.LEADER.code();
    }

    long snapshots() {
        return snapshots.get();
    }

    /** Whether the module was free to take the order. */
    boolean orderSnapshot() {
        return ClusterControl.ToggleState.SNAPSHOT.toggle(control);
    }
}
