package io.sabot.state.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.openhft.chronicle.algo.hashing.LongHashFunction;
import org.junit.jupiter.api.Test;

class XxHash64Test {
    @Test
    void shouldHashAsChronicleMapDoes() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        byte[] bytes = new byte[300];
        new Random(seed).nextBytes(bytes);
        for (int offset = 0; offset < 9; offset++) {
            for (int length = 0; length <= 256; length++) {
                assertThat(XxHash64.hash(bytes, offset, length, 0))
                        .as("offset %d, length %d", offset, length)
                        .isEqualTo(LongHashFunction.xx_r39().hashBytes(bytes, offset, length));
                assertThat(XxHash64.hash(bytes, offset, length, seed))
                        .isEqualTo(LongHashFunction.xx_r39(seed).hashBytes(bytes, offset, length));
            }
        }
    }
}
