package io.sabot.replication;

import io.sabot.core.error.SabotException;
import io.sabot.replication.PresenceDescriptor.Word;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the peers who this node is and how far it got, whenever it got further and else a few times a second, and hears the
 * same from them. The first start, a clone, a purge, the status and the stable position rest on it; the agreement itself does
 * not.
 */
final class Presence implements PeerProgress, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    private static final long MOST_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LEAST_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int WARN_EVERY = 1_000;

    private final ClusterSecret secret;
    private final Supplier<Word> self;
    private final List<MemberAddress> peers;
    private final List<SocketAddress> addresses = new ArrayList<>();
    private final PeerWords heard;
    private final DatagramChannel channel;
    private final Selector selector;
    private final Thread thread;
    private final ByteBuffer room = ByteBuffer.allocate(PresenceDescriptor.MAX_LENGTH);
    private volatile boolean isClosed;
    private volatile boolean isFurther;
    private long warnings;

    private Presence(ClusterConfig config, Supplier<Word> self) throws IOException {
        this.secret = config.secretOrOpen();
        this.self = self;
        peers = config.peers();
        heard = new PeerWords(peers.size());
        for (MemberAddress peer : peers) {
            addresses.add(new InetSocketAddress(peer.resolved(), peer.port(MemberAddress.PRESENCE)));
        }
        MemberAddress address = config.self();
        selector = Selector.open();
        channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(address.resolved(), address.port(MemberAddress.PRESENCE)));
        channel.register(selector, SelectionKey.OP_READ);
        thread = new Thread(this::run, "sabot-presence-" + config.nodeId());
        thread.setDaemon(true);
    }

    /** @param self asked by the thread of this object */
    static Presence start(ClusterConfig config, Supplier<Word> self) {
        try {
            Presence presence = new Presence(config, self);
            presence.thread.start();
            return presence;
        } catch (IOException e) {
            throw cannotListen(config, e);
        }
    }

    private static SabotException cannotListen(ClusterConfig config, IOException cause) {
        return ReplicationErrors.failed(
                "REP-0401",
                "cannot listen at " + config.self().endpoint(MemberAddress.PRESENCE) + ": " + cause.getMessage(),
                "another process has the port, or the address is not this machine's",
                cause);
    }

    @Override
    public void progressed() {
        if (!isFurther) {
            isFurther = true;
            selector.wakeup();
        }
    }

    /** Null if the peer was never heard. */
    PeerWords.Heard peer(int id) {
        for (int i = 0; i < peers.size(); i++) {
            if (peers.get(i).id() == id) {
                return heard.get(i);
            }
        }
        return null;
    }

    /** Those heard within that time. */
    List<Word> peersWithin(long ageNs) {
        return heard.within(ageNs);
    }

    @Override
    public long stablePosition(long term, long position, long[] positions) {
        return heard.stablePosition(term, position, positions);
    }

    private void run() {
        long toldAtNs = System.nanoTime() - MOST_NS;
        while (!isClosed) {
            long sinceNs = System.nanoTime() - toldAtNs;
            if (sinceNs >= MOST_NS || isFurther && sinceNs >= LEAST_NS) {
                toldAtNs = System.nanoTime();
                isFurther = false;
                tell();
            }
            try {
                selector.select(TimeUnit.NANOSECONDS.toMillis(isFurther ? LEAST_NS : MOST_NS));
                selector.selectedKeys().clear();
                while (hear()) {
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                warn("cannot hear the other nodes: " + e.getMessage());
            }
        }
    }

    private void tell() {
        ByteBuffer message = ByteBuffer.wrap(PresenceDescriptor.encode(self.get(), secret));
        for (int i = 0; i < addresses.size(); i++) {
            try {
                channel.send(message.rewind(), addresses.get(i));
            } catch (IOException e) {
                warn("cannot tell node " + peers.get(i) + ": " + e.getMessage());
            }
        }
    }

    private boolean hear() throws IOException {
        room.clear();
        SocketAddress from = channel.receive(room);
        if (from == null) {
            return false;
        }
        Word word = PresenceDescriptor.decode(room.array(), room.position(), secret);
        int index = word == null ? -1 : indexOf(word.nodeId());
        if (index < 0) {
            warn("a message from " + from + " is no member's: is the secret the same everywhere?");
        } else {
            boolean isOfOurCluster = word.phase() == Membership.Phase.STARTED
                    && word.roster().equals(self.get().roster());
            heard.set(index, new PeerWords.Heard(word, System.nanoTime(), isOfOurCluster));
        }
        return true;
    }

    private int indexOf(int id) {
        for (int i = 0; i < peers.size(); i++) {
            if (peers.get(i).id() == id) {
                return i;
            }
        }
        return -1;
    }

    /** Not each time: it would be said many times a second. */
    private void warn(String message) {
        if (!isClosed && warnings++ % WARN_EVERY == 0) {
            LOG.warn("{}", message);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
            channel.close();
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("cannot close a socket: {}", e.getMessage());
        }
    }
}
