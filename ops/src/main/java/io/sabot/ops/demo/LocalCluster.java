package io.sabot.ops.demo;

import io.sabot.replication.ClusterConfig;
import io.sabot.replication.ClusterSecret;
import io.sabot.replication.MemberAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cluster whose nodes are processes on this machine, and what a client asks it. One thread. */
public final class LocalCluster implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(40);
    private static final long STEP_MS = 50;
    private static final Pattern LEADER = Pattern.compile("\"leaderId\"\\s*:\\s*(-?\\d+)");

    private final Path directory;
    private final List<NodeHost> hosts;
    private final List<String> flags;
    private final String token; // or null
    private final List<MemberAddress> members = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final NodeProcess[] nodes;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    /**
     * Starts nothing yet.
     *
     * @param directory gets a directory for each node
     * @param size 1, 3 or 5
     * @param flags for Java
     */
    public LocalCluster(Path directory, int size, List<String> flags) {
        this(directory, Collections.nCopies(size, NodeHost.LOOPBACK), flags, null);
    }

    /**
     * Starts nothing yet.
     *
     * @param directory gets a directory for each node
     * @param hosts of the nodes, 1, 3 or 5
     * @param flags for Java
     * @param token of the servers, and the members' secret; null on loopback addresses only
     */
    public LocalCluster(Path directory, List<NodeHost> hosts, List<String> flags, String token) {
        this.directory = directory;
        this.hosts = List.copyOf(hosts);
        this.flags = List.copyOf(flags);
        this.token = token;
        this.nodes = new NodeProcess[hosts.size()];
        FreePorts free = new FreePorts();
        for (int node = 0; node < nodes.length; node++) {
            members.add(new MemberAddress(node, hosts.get(node).address(), free.datagrams(MemberAddress.PORTS)));
            ports.add(free.connections());
        }
    }

    public int size() {
        return nodes.length;
    }

    public MemberAddress member(int node) {
        return members.get(node);
    }

    /** Of the servers, or null. */
    public String token() {
        return token;
    }

    /** What node i writes, and its configuration. */
    public Path directory(int node) {
        return directory.resolve("node" + node);
    }

    public Path configuration(int node) {
        return directory(node).resolve("sabot.yaml");
    }

    public URI uri(int node) {
        return URI.create("http://" + hosts.get(node).address() + ":" + ports.get(node));
    }

    /** All nodes, beginning with this one. */
    public List<URI> uris(int first) {
        List<URI> uris = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            uris.add(uri((first + i) % size()));
        }
        return uris;
    }

    /** Does not wait. */
    public void startAll() throws IOException {
        for (int node = 0; node < size(); node++) {
            start(node);
        }
    }

    /** Does not wait. */
    public void start(int node) throws IOException {
        Files.createDirectories(directory(node));
        Files.writeString(configuration(node), yaml(node));
        nodes[node] = new NodeProcess(
                hosts.get(node).launcher(), configuration(node), directory(node).resolve("server.log"), flags);
    }

    private String yaml(int node) throws IOException {
        return "server:\n  data-dir: " + directory(node).resolve("data") + "\n  port: " + ports.get(node)
                + "\n  bind: " + hosts.get(node).address()
                + "\nlog.reserve-bytes: " + LiveDemo.RESERVE_BYTES
                + "\ncluster:\n  node: " + node + "\n  members: " + members + "\n" + secrets(node);
    }

    private String secrets(int node) throws IOException {
        if (token == null) {
            return "";
        }
        Path file = Files.writeString(directory(node).resolve("token"), token);
        return "server.token: ${file:" + file + "}\ncluster.secret: ${file:" + file + "}\n";
    }

    public boolean isAlive(int node) {
        return nodes[node] != null && nodes[node].isAlive();
    }

    /** Of the node's process, for signals. */
    public long pid(int node) {
        return nodes[node].pid();
    }

    /** SIGKILL. */
    public void kill(int node) throws InterruptedException {
        nodes[node].kill();
    }

    /** SIGTERM, and waits. */
    public int stop(int node) throws InterruptedException {
        return nodes[node].stop();
    }

    public String said(int node) throws IOException {
        return nodes[node] == null ? "" : nodes[node].said();
    }

    /** @return -1 while none is known to a node that answers */
    public int leader() throws InterruptedException {
        for (int node = 0; node < size(); node++) {
            if (isAlive(node)) {
                HttpResponse<String> status = get(node, "/v1/cluster");
                Matcher matcher = LEADER.matcher(status == null ? "" : status.body());
                if (matcher.find() && Integer.parseInt(matcher.group(1)) >= 0) {
                    return Integer.parseInt(matcher.group(1));
                }
            }
        }
        return -1;
    }

    /**
     * Waits for all nodes that run.
     *
     * @return whether they are all ready in time
     */
    public boolean awaitReady(Duration timeout, BooleanSupplier isStopped) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        for (int node = 0; node < size(); node++) {
            while (nodes[node] != null && !isReady(node)) {
                if (!isAlive(node)) {
                    throw new IOException("node " + node + " has ended:\n" + said(node));
                }
                if (isStopped.getAsBoolean() || System.nanoTime() - deadlineNs > 0) {
                    return false;
                }
                Thread.sleep(STEP_MS);
            }
        }
        return true;
    }

    private boolean isReady(int node) throws InterruptedException {
        HttpResponse<String> answer = get(node, "/health/ready");
        return answer != null && answer.statusCode() == 200;
    }

    /** @return null if the node does not answer */
    public HttpResponse<String> get(int node, String path) throws InterruptedException {
        try {
            return exchange(node, path, "GET", null);
        } catch (IOException e) {
            return null;
        }
    }

    /** @param body text, or null */
    public HttpResponse<String> exchange(int node, String path, String method, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(node).resolve(path))
                .timeout(ANSWER)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        for (NodeProcess node : nodes) {
            if (node != null) {
                node.close();
            }
        }
        for (int node = 0; node < size(); node++) {
            if (nodes[node] != null) {
                deleteShared(node);
            }
        }
    }

    /** What a killed process leaves in shared memory, and what would be gone with the power. */
    public void deleteShared(int node) {
        Path cluster = directory(node).resolve("data").resolve("cluster");
        ClusterSecret secret = token == null ? null : ClusterSecret.of(token);
        try {
            DemoDirectory.delete(
                    ClusterConfig.of(node, members, cluster, secret).driverDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
