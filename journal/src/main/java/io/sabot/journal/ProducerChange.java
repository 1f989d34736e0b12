package io.sabot.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a PRODUCER frame says; whose it is stands in the frame's header. The ordinal is the byte on disk: append only,
 * never reorder. Layout in {@link FrameDescriptor}.
 */
public enum ProducerChange {
    /** A name has got a number, of the stream and in the epoch of the header. */
    REGISTERED,
    /** A newer epoch has begun: batches count from 1 again, and those of older epochs are refused. */
    EPOCH,
    /** A batch in which there are no rows. */
    EMPTY_BATCH,
    /** It was idle for too long and is forgotten. */
    EXPIRED;

    private static final ProducerChange[] VALUES = values();

    /** @param name of the producer for {@link #REGISTERED}, else empty */
    public byte[] encode(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[1 + text.length];
        payload[0] = (byte) ordinal();
        System.arraycopy(text, 0, payload, 1, text.length);
        return payload;
    }

    /** @throws IllegalArgumentException if the payload is none */
    public static ProducerChange of(byte[] payload) {
        if (payload.length == 0 || payload[0] < 0 || payload[0] >= VALUES.length) {
            throw new IllegalArgumentException("no change of a producer: " + Arrays.toString(payload));
        }
        return VALUES[payload[0]];
    }

    public static String name(byte[] payload) {
        return new String(payload, 1, payload.length - 1, StandardCharsets.UTF_8);
    }
}
