package io.sabot.ingest.tcp;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** An address that clients connect to, and what tells which of them have sent something. Never blocks. One thread. */
final class TcpListener implements AutoCloseable {
    private final Selector selector;
    private final ServerSocketChannel server;
    private final Predicate<SocketChannel> admission;
    private final byte[] refusal;
    private final Consumer<SelectionKey> onReady = this::onReady;

    /**
     * Listens at once.
     *
     * @param admission gets each new connection, not blocking, and {@link #register}s it; false if there are too many
     * @param refusal what a connection hears that was not admitted
     * @throws SabotException UNAVAILABLE if the address cannot be bound
     */
    TcpListener(InetSocketAddress address, Predicate<SocketChannel> admission, byte[] refusal) {
        this.admission = admission;
        this.refusal = refusal.clone();
        Selector openedSelector = null;
        ServerSocketChannel openedServer = null;
        try {
            openedSelector = Selector.open();
            openedServer = ServerSocketChannel.open();
            openedServer.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            openedServer.bind(address);
            openedServer.configureBlocking(false);
            openedServer.register(openedSelector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            closeQuietly(openedServer);
            closeQuietly(openedSelector);
            throw unavailable("cannot listen on " + address, e);
        }
        this.selector = openedSelector;
        this.server = openedServer;
    }

    private static SabotException unavailable(String what, IOException e) {
        Problem problem = Problem.of("ING-0301", what + ": " + e.getMessage(), null);
        return new SabotException(ExitCode.UNAVAILABLE, List.of(problem), e);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    int localPort() {
        return server.socket().getLocalPort();
    }

    /** Admits new connections, and calls those that may be read. */
    void select() {
        try {
            selector.selectNow(onReady);
        } catch (IOException e) {
            throw unavailable("cannot serve connections", e);
        }
    }

    private void onReady(SelectionKey key) {
        if (key.isValid() && key.isAcceptable()) {
            accept();
        } else if (key.isValid() && key.attachment() instanceof Runnable onReadable) {
            onReadable.run();
        }
    }

    private void accept() {
        try {
            SocketChannel channel = server.accept();
            while (channel != null) {
                channel.configureBlocking(false);
                if (!admission.test(channel)) {
                    channel.write(ByteBuffer.wrap(refusal));
                    channel.close();
                }
                channel = server.accept();
            }
        } catch (IOException e) {
            throw unavailable("cannot accept connections", e);
        }
    }

    void register(SocketChannel channel, Runnable onReadable) {
        try {
            channel.register(selector, SelectionKey.OP_READ, onReadable);
        } catch (IOException e) {
            throw unavailable("cannot serve a connection", e);
        }
    }

    @Override
    public void close() {
        closeQuietly(server);
        closeQuietly(selector);
    }
}
