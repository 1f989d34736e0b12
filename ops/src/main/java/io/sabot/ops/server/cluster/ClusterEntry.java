package io.sabot.ops.server.cluster;

import io.sabot.core.error.SabotException;
import io.sabot.engine.OrderedEntry;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.ring.ProducerReplies;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a node sends for all to agree upon.
 *
 * @param origin who waits for the answer
 * @param application that it is for; a group's name for a group's
 * @param table of HELLO, BATCH, END; of a DEPLOYMENT what it does
 * @param producer of HELLO
 * @param number of a BATCH; of a STATE_HASH the barrier's position
 * @param producerId of BATCH; of a STATE_HASH the hash
 * @param body records of BATCH; a deployment's entry
 */
record ClusterEntry(
        Kind kind,
        Origin origin,
        String application,
        String table,
        FormatSpec.Format format,
        String producer,
        int epoch,
        long producerId,
        long number,
        byte[] body) {
    private static final byte VERSION = 1;
    private static final Kind[] KINDS = Kind.values();
    private static final FormatSpec.Format[] FORMATS = FormatSpec.Format.values();
    private static final byte[] NOTHING = {};

    /** What it is. The ordinal is the byte in the log: append only. */
    enum Kind {
        HELLO,
        BATCH,
        END,
        BARRIER,
        STATE_HASH,
        DEPLOYMENT
    }

    /**
     * Request of one life of a node.
     *
     * @param life tells it from the node's earlier ones
     */
    record Origin(int node, long life, long request) {}

    static ClusterEntry hello(Origin origin, String application, String table, String producer, int epoch) {
        return new ClusterEntry(
                Kind.HELLO, origin, application, table, FormatSpec.Format.JSON, producer, epoch, 0, 0, NOTHING);
    }

    static ClusterEntry batch(
            Origin origin,
            String application,
            String table,
            FormatSpec.Format format,
            long producerId,
            int epoch,
            long sequence,
            byte[] records) {
        return new ClusterEntry(
                Kind.BATCH, origin, application, table, format, "", epoch, producerId, sequence, records);
    }

    static ClusterEntry end(Origin origin, String application, String table) {
        return new ClusterEntry(Kind.END, origin, application, table, FormatSpec.Format.JSON, "", 0, 0, 0, NOTHING);
    }

    static ClusterEntry barrier(Origin origin, String application) {
        return new ClusterEntry(Kind.BARRIER, origin, application, "", FormatSpec.Format.JSON, "", 0, 0, 0, NOTHING);
    }

    static ClusterEntry stateHash(Origin origin, String application, long barrierPosition, long hash) {
        return new ClusterEntry(
                Kind.STATE_HASH,
                origin,
                application,
                "",
                FormatSpec.Format.JSON,
                "",
                0,
                hash,
                barrierPosition,
                NOTHING);
    }

    /** @param change what it does to the application */
    static ClusterEntry deployment(Origin origin, String application, String change, byte[] entry) {
        return new ClusterEntry(
                Kind.DEPLOYMENT, origin, application, change, FormatSpec.Format.JSON, "", 0, 0, 0, entry);
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(kind.ordinal());
            out.writeUTF(application);
            out.writeInt(origin.node());
            out.writeLong(origin.life());
            out.writeLong(origin.request());
            out.writeUTF(table);
            out.writeByte(format.ordinal());
            out.writeUTF(producer);
            out.writeInt(epoch);
            out.writeLong(producerId);
            out.writeLong(number);
            out.writeInt(body.length);
            out.write(body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    static ClusterEntry decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw SabotException.failed(
                        "OPS-0740",
                        "the cluster has entries of version " + version + ", and this node knows " + VERSION,
                        "all nodes need the same version of Sabot",
                        null);
            }
            Kind kind = KINDS[in.readByte()];
            String application = in.readUTF();
            Origin origin = new Origin(in.readInt(), in.readLong(), in.readLong());
            return new ClusterEntry(
                    kind,
                    origin,
                    application,
                    in.readUTF(),
                    FORMATS[in.readByte()],
                    in.readUTF(),
                    in.readInt(),
                    in.readLong(),
                    in.readLong(),
                    in.readNBytes(in.readInt()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the bytes are an entry for the application; cheaper than to decode them. */
    static boolean isFor(byte[] bytes, byte[] applicationUtf8) {
        int length = (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
        if (length != applicationUtf8.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[4 + i] != applicationUtf8[i]) {
                return false;
            }
        }
        return true;
    }

    static Kind kindOf(byte[] bytes) {
        return KINDS[bytes[1]];
    }

    /** As {@link #origin()}; cheaper than to decode all. */
    static Origin originOf(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int at = 4 + ((bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF);
        return new Origin(buffer.getInt(at), buffer.getLong(at + 4), buffer.getLong(at + 12));
    }

    static String applicationOf(byte[] bytes) {
        return new String(bytes, 4, (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF, StandardCharsets.UTF_8);
    }

    static byte[] utf8(String application) {
        return application.getBytes(StandardCharsets.UTF_8); // names are ASCII, as writeUTF has them
    }

    OrderedEntry ordered(long position, long timeNs, long term, ProducerReplies replies) {
        FormatSpec spec = format == FormatSpec.Format.JSON
                ? FormatSpec.json()
                : FormatSpec.csv().withHeader(FormatSpec.Header.NO);
        return new OrderedEntry(
                OrderedEntry.Kind.valueOf(kind.name()),
                position,
                timeNs,
                term,
                table,
                spec,
                producer,
                epoch,
                producerId,
                number,
                body,
                replies);
    }
}
