package io.sabot.ops.server.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The nodes' hashes of the applications' states at the latest barriers. Written by one thread, read by any. */
final class StateComparison {
    private static final int BARRIERS = 4;

    private final int members;
    private final Map<String, LinkedHashMap<Long, Map<Integer, Long>>> applications = new TreeMap<>();

    StateComparison(int members) {
        this.members = members;
    }

    /**
     * Adds what a node says.
     *
     * @param self this node
     * @return whether most nodes agree, and this one does not; told once for a barrier
     */
    synchronized boolean isDiverging(String application, long position, int node, long hash, int self) {
        LinkedHashMap<Long, Map<Integer, Long>> barriers =
                applications.computeIfAbsent(application, name -> new LinkedHashMap<>());
        Map<Integer, Long> known = barriers.computeIfAbsent(position, barrier -> new TreeMap<>());
        boolean isNew = known.put(node, hash) == null;
        if (barriers.size() > BARRIERS) {
            barriers.remove(barriers.keySet().iterator().next());
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

    /** An application that is no more. */
    synchronized void forget(String application) {
        applications.remove(application);
    }

    /** What nodes have said about a barrier, by node; empty if nothing. */
    synchronized Map<Integer, Long> hashes(String application, long position) {
        Map<Long, Map<Integer, Long>> barriers = applications.getOrDefault(application, new LinkedHashMap<>());
        return Map.copyOf(barriers.getOrDefault(position, Map.of()));
    }
}
