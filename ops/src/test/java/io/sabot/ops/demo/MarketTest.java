package io.sabot.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class MarketTest {
    private static final long EVENTS = 400_000;

    /** Counts and checks what a market brings. */
    private static final class Witness implements Tape {
        private final CRC32C sum = new CRC32C();
        private final int[] spoofs = new int[Companies.TRADERS];
        private long rows;
        private long lastNs;
        private boolean isInOrder = true;
        private boolean isSane = true;

        @Override
        public void order(int symbol, long timeNs, int trader, Action action, boolean isBuy, double price, int size) {
            see(symbol + " " + timeNs + " " + trader + action + isBuy + price + " " + size, timeNs, price, size);
            if (trader >= Companies.FIRST_SPOOFER && action == Action.CANCEL) {
                spoofs[trader]++;
            }
        }

        @Override
        public void trade(int symbol, long timeNs, double price, int size, boolean isBuy) {
            see(symbol + " " + timeNs + isBuy + price + " " + size, timeNs, price, size);
        }

        private void see(String text, long timeNs, double price, int size) {
            sum.update(text.getBytes(StandardCharsets.UTF_8));
            rows++;
            isInOrder &= timeNs >= lastNs;
            isSane &=
                    price >= 1 && price < 10_000 && Math.abs(price * 100 - Math.round(price * 100)) < 1e-6 && size > 0;
            lastNs = timeNs;
        }
    }

    private static Witness day(long seed, long events) {
        Witness witness = new Witness();
        Market market = new Market(new MarketSpec(seed, events));
        while (!market.isClosed()) {
            market.step(witness);
        }
        return witness;
    }

    @Test
    void shouldBringTheSameDayForTheSameSeed() {
        assertThat(day(7, EVENTS).sum.getValue()).isEqualTo(day(7, EVENTS).sum.getValue());
        assertThat(day(7, EVENTS).sum.getValue())
                .isNotEqualTo(day(8, EVENTS).sum.getValue());
    }

    @Test
    void shouldBringAboutAsManyEventsAsAskedForInTheOrderOfTime() {
        for (long seed = 0; seed < 5; seed++) {
            Witness day = day(seed, EVENTS);
            assertThat(day.rows).as("seed %d", seed).isBetween(EVENTS * 9 / 10, EVENTS * 11 / 10);
            assertThat(day.isInOrder).as("seed %d: order", seed).isTrue();
            assertThat(day.isSane).as("seed %d: prices and sizes", seed).isTrue();
            assertThat(IntStream.of(day.spoofs).sum())
                    .as("seed %d: layers", seed)
                    .isGreaterThan(30);
        }
    }

    @Test
    void shouldFallSilentInACompanyThatIsHalted() {
        long[] lastNs = new long[Companies.SYMBOLS.size()];
        long[] longestNs = new long[1];
        Market market = new Market(new MarketSpec(3, EVENTS * 4));
        Tape tape = new Tape() {
            @Override
            public void order(
                    int symbol, long timeNs, int trader, Action action, boolean isBuy, double price, int size) {
                longestNs[0] = Math.max(longestNs[0], lastNs[symbol] == 0 ? 0 : timeNs - lastNs[symbol]);
                lastNs[symbol] = timeNs;
            }

            @Override
            public void trade(int symbol, long timeNs, double price, int size, boolean isBuy) {}
        };
        while (!market.isClosed()) {
            market.step(tape);
        }
        assertThat(longestNs[0]).isGreaterThanOrEqualTo(5 * Episode.MINUTE);
    }
}
