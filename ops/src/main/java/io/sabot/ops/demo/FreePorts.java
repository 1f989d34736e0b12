package io.sabot.ops.demo;

import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Ports that nobody listens at, for the moment. */
final class FreePorts {
    // Below those that systems give to outgoing connections.
    private static final int FIRST = 10_240;
    private static final int LAST = 32_000;
    private static final int TRIES = 1_000;

    private final SplittableRandom random = new SplittableRandom();

    /**
     * Neighbouring ports for datagrams.
     *
     * @return the first
     */
    int datagrams(int count) {
        for (int i = 0; i < TRIES; i++) {
            int first = random.nextInt(FIRST, LAST - count);
            if (areFree(first, count)) {
                return first;
            }
        }
        throw SabotException.configuration("OPS-0206", "no " + count + " neighbouring ports are free", null);
    }

    private static boolean areFree(int first, int count) {
        List<DatagramSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                DatagramSocket socket = new DatagramSocket(null);
                sockets.add(socket);
                socket.setReuseAddress(false);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), first + i));
            }
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            sockets.forEach(DatagramSocket::close);
        }
    }

    /** One for connections. */
    int connections() {
        for (int i = 0; i < TRIES; i++) {
            int port = random.nextInt(FIRST, LAST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                continue; // somebody has it
            }
        }
        throw SabotException.configuration("OPS-0206", "no port is free", null);
    }
}
