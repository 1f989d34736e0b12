package io.sabot.ops.server.cluster;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The nodes' hashes of an application's state at the latest barriers. One thread. */
final class StateComparison {
    private static final int BARRIERS = 16;

    private record Barrier(String application, long position) {}

    private final int members;
    private final LinkedHashMap<Barrier, Map<Integer, Long>> hashes = new LinkedHashMap<>();

    StateComparison(int members) {
        this.members = members;
    }

    /**
     * Adds what a node says.
     *
     * @param self this node
     * @return whether most nodes agree, and this one does not; told once for a barrier
     */
    boolean isDiverging(String application, long position, int node, long hash, int self) {
        Map<Integer, Long> known =
                hashes.computeIfAbsent(new Barrier(application, position), barrier -> new HashMap<>());
        boolean isNew = known.put(node, hash) == null;
        if (hashes.size() > BARRIERS) {
            hashes.remove(hashes.keySet().iterator().next());
        }
        Long own = known.get(self);
        if (!isNew || own == null) {
            return false;
        }
        return known.values().stream().anyMatch(other -> {
            long agreeing = known.values().stream().filter(other::equals).count();
            boolean isMajority = agreeing > members / 2;
            return isMajority && !other.equals(own) && (node == self || agreeing == members / 2 + 1);
        });
    }
}
