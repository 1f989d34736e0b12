package io.sabot.ingest.jdbc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A database server of a test's own: on a free port of the loopback address, in a temporary directory that is removed with
 * it. It does not run as root, so a test that does starts it as nobody.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String USER = "sabot";
    private static final String UNPRIVILEGED = "nobody";
    private static final String LOOPBACK = "127.0.0.1";
    private static final long DEADLINE_SECONDS = 60;

    private final Path binaries;
    private final Path directory;
    private final int port;
    private String addresses = LOOPBACK;
    private Process process;

    private PostgresServer(Path binaries, Path directory, int port) {
        this.binaries = binaries;
        this.directory = directory;
        this.port = port;
    }

    /** Skips the test, and says so, where there is no PostgreSQL. */
    public static PostgresServer start() {
        Path binaries = binaries();
        if (binaries == null) {
            String told =
                    "SKIPPED: no PostgreSQL here (postgres and initdb on the PATH or in /usr/lib/postgresql/*/bin)";
            System.out.println(told);
            Assumptions.abort(told);
        }
        try {
            Path directory = Files.createTempDirectory("sabot-postgres-");
            PostgresServer server = new PostgresServer(binaries, directory, freePort());
            if (isRoot()) {
                Files.setOwner(
                        directory,
                        directory
                                .getFileSystem()
                                .getUserPrincipalLookupService()
                                .lookupPrincipalByName(UNPRIVILEGED));
            }
            server.call("initdb", "-D", server.data(), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N");
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            server.launch();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException("the database server did not start", e);
        }
    }

    /** Whether {@link #start()} finds the programs. */
    public static boolean isInstalled() {
        return binaries() != null;
    }

    private static Path binaries() {
        List<Path> places = new ArrayList<>();
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(Path::of)
                .forEach(places::add);
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.sorted(Comparator.reverseOrder())
                        .map(version -> version.resolve("bin"))
                        .forEach(places::add);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return places.stream()
                .filter(place ->
                        Files.isExecutable(place.resolve("postgres")) && Files.isExecutable(place.resolve("initdb")))
                .findFirst()
                .orElse(null);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private ProcessBuilder command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + UNPRIVILEGED, "--regid=nogroup", "--clear-groups"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(program + ".log").toFile()));
    }

    private void call(String program, String... arguments) throws IOException {
        Process called = command(program, arguments).start();
        int exitCode = await(called);
        if (exitCode != 0) {
            throw new IllegalStateException(
                    program + " ended with " + exitCode + ": " + Files.readString(directory.resolve(program + ".log")));
        }
    }

    private static int await(Process called) {
        try {
            if (!called.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                called.destroyForcibly();
                throw new IllegalStateException("still running: " + called.info());
            }
            return called.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts the stopped server again, on the same port with the same data. */
    public void launch() throws IOException {
        process = command(
                        "postgres",
                        "-D",
                        data(),
                        "-p",
                        String.valueOf(port),
                        "-k",
                        directory.toString(),
                        "-c",
                        "listen_addresses=" + addresses,
                        "-c",
                        "fsync=off",
                        "-c",
                        "max_connections=40")
                .start();
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        SQLException failure = failure();
        while (failure != null) {
            if (!process.isAlive() || System.nanoTime() > deadlineNs) {
                String log = Files.readString(directory.resolve("postgres.log"));
                throw new IllegalStateException("no answer; its log: " + log, failure);
            }
            LockSupport.parkNanos(1_000_000);
            failure = failure();
        }
    }

    /** Null if it answers. */
    private SQLException failure() {
        try (Connection connection = connect()) {
            connection.createStatement().execute("SELECT 1");
            return null;
        } catch (SQLException e) {
            return e;
        }
    }

    /** Ends every connection at once, and then the server. */
    public void stop() throws IOException {
        signal("INT");
        await(process);
    }

    /** As a crash of the server: it recovers when it is launched again. */
    public void crash() throws IOException {
        signal("QUIT");
        await(process);
    }

    private void signal(String name) throws IOException {
        await(new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid())).start());
    }

    /**
     * Starts it again, to listen at one more address of this machine.
     *
     * @param network whose clients may come, as 10.0.0.0/24
     */
    public void listenAt(String address, String network) throws IOException {
        Files.writeString(
                directory.resolve("data").resolve("pg_hba.conf"),
                "host all all " + network + " trust\n",
                StandardOpenOption.APPEND);
        addresses = LOOPBACK + "," + address;
        stop();
        launch();
    }

    public String url() {
        return urlAt(LOOPBACK);
    }

    public String urlAt(String address) {
        return "jdbc:postgresql://" + address + ":" + port + "/postgres";
    }

    /** A superuser, without password. */
    public String user() {
        return USER;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, null);
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Rows of a query, their values as the database prints them, with | between. */
    public List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    values.add(result.getString(i));
                }
                rows.add(String.join("|", values));
            }
        }
        return rows;
    }

    /** Also when the tests are broken off. */
    @Override
    public void close() {
        try {
            if (process != null && process.isAlive()) {
                stop();
            }
            if (!Files.exists(directory)) {
                return;
            }
            List<Path> paths;
            try (Stream<Path> walk = Files.walk(directory)) {
                paths = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : paths) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
