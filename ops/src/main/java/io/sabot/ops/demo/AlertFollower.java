package io.sabot.ops.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Follows the rules' results by number: behind the last that it has seen, from whichever node answers. A thread of its own.
 */
final class AlertFollower implements AutoCloseable {
    private static final long PAUSE_MS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalCluster cluster; // not owned
    private final String application;
    private final Consumer<String> screen;
    private final Style style;
    private final Map<Rule, List<String>> seen = new EnumMap<>(Rule.class);
    private final Thread thread = new Thread(this::run, "sabot-demo-follower");
    private volatile boolean isStopping;
    private int node;

    AlertFollower(LocalCluster cluster, String application, Consumer<String> screen, Style style) {
        this.cluster = cluster;
        this.application = application;
        this.screen = screen;
        this.style = style;
        for (Rule rule : Rule.values()) {
            seen.put(rule, new ArrayList<>());
        }
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!isStopping) {
                for (Rule rule : Rule.values()) {
                    read(rule);
                }
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Rule rule) throws InterruptedException {
        int after = count(rule);
        HttpResponse<String> page =
                cluster.get(node, "/v1/applications/" + application + "/outputs/" + rule.table() + "?after=" + after);
        if (page == null || page.statusCode() != 200) {
            node = (node + 1) % cluster.size();
            return;
        }
        for (String line : page.body().lines().toList()) {
            synchronized (seen) {
                seen.get(rule).add(line);
            }
            screen.accept(text(rule, line));
        }
    }

    private String text(Rule rule, String line) {
        try {
            JsonNode result = JSON.readTree(line);
            JsonNode row = result.path("row");
            String ts = row.path("ts").asText();
            String time = ts.substring(Math.min(11, ts.length()), Math.min(23, ts.length()));
            return style.dim(String.format("%-12s", time)) + "  "
                    + style.in(rule.colour(), String.format("%-9s", rule.title())) + "  "
                    + style.bold(String.format("%-4s", row.path("symbol").asText())) + "  no. "
                    + result.path("output").asText() + style.dim("  from node " + node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(line, e);
        }
    }

    /** How many results of a rule there are so far. */
    int count(Rule rule) {
        synchronized (seen) {
            return seen.get(rule).size();
        }
    }

    int count() {
        int count = 0;
        for (Rule rule : Rule.values()) {
            count += count(rule);
        }
        return count;
    }

    /** What was seen of a rule, as it came. */
    String text(Rule rule) {
        synchronized (seen) {
            List<String> lines = seen.get(rule);
            return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        }
    }

    @Override
    public void close() {
        isStopping = true;
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
