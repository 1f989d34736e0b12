package io.sabot.state.keyed;

import io.sabot.core.batch.RawMemory;
import java.nio.charset.StandardCharsets;

/**
 * How objects are kept as bytes. Equal values must have equal bytes where they are keys of a {@link MapState}.
 *
 * <p>Numbers need none: see {@link ValueState#putLong} and its like, which do not allocate.
 */
public interface Codec<T> {
    /** Text as UTF-8. */
    Codec<String> TEXT = new Codec<>() {
        @Override
        public byte[] encode(String value) {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(long address, int length) {
            byte[] bytes = new byte[length];
            RawMemory.copyToArray(address, bytes, 0, length);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    };

    byte[] encode(T value);

    /** @param address of the bytes, valid during the call only */
    T decode(long address, int length);
}
