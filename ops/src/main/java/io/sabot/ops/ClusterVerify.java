package io.sabot.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Compares what the nodes of a cluster have: states at one position that all pass, and how many results. */
final class ClusterVerify {
    private static final long STEP_MS = 100;

    private final List<NodeRequests> nodes;
    private final long timeoutNs;
    private final StringBuilder text = new StringBuilder();
    private boolean isSame = true;

    /** @param nodes the first is asked for the states' hashes, all for their results */
    ClusterVerify(List<NodeRequests> nodes, long timeoutNs) {
        this.nodes = nodes;
        this.timeoutNs = timeoutNs;
    }

    /** @return whether all is the same */
    boolean run() throws InterruptedException {
        for (NodeRequests node : nodes) {
            JsonNode status = node.get("/v1/cluster");
            text.append(String.format(
                    Locale.ROOT,
                    "node %d  position %,d, stable %,d  %s%n",
                    status.path("status").path("nodeId").asInt(),
                    status.path("status").path("position").asLong(),
                    status.path("stablePosition").asLong(),
                    node.server()));
        }
        int members =
                1 + nodes.get(0).get("/v1/cluster").path("status").path("peers").size();
        for (JsonNode application : nodes.get(0).get("/v1/applications")) {
            String name = application.path("name").asText();
            if (application.path("state").asText().equals("RUNNING")) {
                states(name, members);
                results(name);
            } else {
                isSame &= application.path("state").asText().equals("PAUSED"); // what was not compared may differ
                text.append(String.format(
                        "%-16s is %s: not compared%n",
                        name, application.path("state").asText()));
            }
        }
        return isSame;
    }

    String text() {
        return text.toString();
    }

    private void states(String application, int members) throws InterruptedException {
        long position = nodes.get(0)
                .post("/v1/cluster/barrier/" + application)
                .path("position")
                .asLong();
        JsonNode hashes = hashes(application, position);
        for (long deadlineNs = System.nanoTime() + timeoutNs;
                hashes.size() < members && System.nanoTime() - deadlineNs < 0;
                hashes = hashes(application, position)) {
            Thread.sleep(STEP_MS);
        }
        Set<String> different = new LinkedHashSet<>();
        List<String> told = new ArrayList<>();
        hashes.properties().forEach(hash -> {
            different.add(hash.getValue().asText());
            told.add("node " + hash.getKey() + " " + hash.getValue().asText());
        });
        boolean isComplete = hashes.size() == members;
        isSame &= isComplete && different.size() == 1;
        text.append(String.format(
                Locale.ROOT,
                "%-16s state at position %,d: %s%n",
                application,
                position,
                different.size() > 1
                        ? "DIFFERENT: " + String.join(", ", told)
                        : isComplete
                                ? "same on all nodes, hash " + String.join("", different)
                                : "only " + hashes.size() + " of " + members + " nodes have told theirs"));
    }

    private JsonNode hashes(String application, long position) throws InterruptedException {
        return nodes.get(0).get("/v1/cluster/barrier/" + application + "/" + position);
    }

    /** Rows may be on their way: nodes have time to come to the same. */
    private void results(String application) throws InterruptedException {
        Map<Integer, JsonNode> outputs = outputs(application);
        for (long deadlineNs = System.nanoTime() + timeoutNs;
                new LinkedHashSet<>(outputs.values()).size() > 1 && System.nanoTime() - deadlineNs < 0;
                outputs = outputs(application)) {
            Thread.sleep(STEP_MS);
        }
        boolean isEqual = new LinkedHashSet<>(outputs.values()).size() == 1;
        isSame &= isEqual;
        text.append(String.format(
                "%-16s results %s%n",
                "",
                isEqual
                        ? "of " + nodes.size() + " nodes: " + outputs.get(0)
                        : "DIFFERENT, or rows come all the time: " + outputs.values()));
    }

    private Map<Integer, JsonNode> outputs(String application) throws InterruptedException {
        Map<Integer, JsonNode> outputs = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            outputs.put(i, nodes.get(i).get("/v1/applications/" + application + "/outputs"));
        }
        return outputs;
    }
}
