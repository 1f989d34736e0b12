package io.sabot.ops.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StateComparisonTest {
    private static final String APPLICATION = "market";

    private final StateComparison comparison = new StateComparison(3);

    /** As node 2 hears it. */
    private boolean hear(long position, int node, long hash) {
        return comparison.isDiverging(APPLICATION, position, node, hash, 2);
    }

    @Test
    void shouldBeContentWhenAllAreTheSame() {
        assertThat(hear(100, 0, 5)).isFalse();
        assertThat(hear(100, 1, 5)).isFalse();
        assertThat(hear(100, 2, 5)).isFalse();
    }

    @Test
    void shouldTellThatThisNodeDiffersWhenItIsTheLastToSpeak() {
        assertThat(hear(100, 0, 5)).isFalse();
        assertThat(hear(100, 1, 5)).isFalse();
        assertThat(hear(100, 2, 6)).isTrue();
    }

    @Test
    void shouldTellThatThisNodeDiffersWhenItSpokeFirst() {
        assertThat(hear(100, 2, 6)).isFalse();
        assertThat(hear(100, 0, 5)).isFalse();
        assertThat(hear(100, 1, 5)).isTrue();
    }

    @Test
    void shouldNotMindAnotherNodeThatDiffers() {
        assertThat(hear(100, 2, 5)).isFalse();
        assertThat(hear(100, 0, 5)).isFalse();
        assertThat(hear(100, 1, 6)).isFalse();
    }

    @Test
    void shouldNotDecideWithoutMajority() {
        assertThat(hear(100, 0, 4)).isFalse();
        assertThat(hear(100, 1, 5)).isFalse();
        assertThat(hear(100, 2, 6)).isFalse();
    }

    @Test
    void shouldTellOnceForABarrier() {
        hear(100, 0, 5);
        hear(100, 2, 6);
        assertThat(hear(100, 1, 5)).isTrue();
        assertThat(hear(100, 1, 5)).isFalse();
        assertThat(hear(100, 2, 6)).isFalse();
    }

    @Test
    void shouldNotMixBarriersOrApplications() {
        hear(100, 0, 5);
        hear(200, 1, 5);
        assertThat(hear(300, 2, 6)).isFalse();
        assertThat(comparison.isDiverging("other", 100, 1, 5, 2)).isFalse();
        assertThat(hear(100, 2, 6)).isFalse();
    }

    @Test
    void shouldCompareApplicationsThoughThereAreMany() {
        int applications = 100;
        for (int node = 0; node < 2; node++) {
            for (int i = 0; i < applications; i++) {
                assertThat(comparison.isDiverging("a" + i, 100 + i, node, 5, 2)).isFalse();
            }
        }
        for (int i = 0; i < applications; i++) {
            assertThat(comparison.isDiverging("a" + i, 100 + i, 2, 6, 2))
                    .as("a" + i)
                    .isTrue();
        }
    }
}
