package io.sabot.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes bytes on between clients and a server, and cuts each connection after a random number of them. */
final class CuttingProxy implements AutoCloseable {
    private static final int MAX_BYTES = 8_000;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Random random;
    private final AtomicInteger cuts = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final Thread acceptor;

    CuttingProxy(InetSocketAddress target, Random random) throws IOException {
        this.target = target;
        this.random = random;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.acceptor = new Thread(this::accept, "proxy");
        acceptor.start();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket node = new Socket(target.getAddress(), target.getPort());
                pass(client, node, random.nextInt(MAX_BYTES));
                pass(node, client, random.nextInt(MAX_BYTES));
            } catch (IOException e) {
                cuts.incrementAndGet(); // the proxy is being closed, or the client was faster
            }
        }
    }

    private void pass(Socket from, Socket to, int bytes) {
        Thread thread = new Thread(() -> passOn(from, to, bytes), "proxy-pass");
        threads.add(thread);
        thread.start();
    }

    private void passOn(Socket from, Socket to, int bytes) {
        byte[] chunk = new byte[1_000];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int left = bytes;
            while (left > 0) {
                int count = in.read(chunk, 0, Math.min(left, chunk.length));
                if (count < 0) {
                    return;
                }
                out.write(chunk, 0, count);
                left -= count;
            }
            cuts.incrementAndGet();
        } catch (IOException e) {
            return; // the other direction was cut
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        join(acceptor);
        threads.forEach(CuttingProxy::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
