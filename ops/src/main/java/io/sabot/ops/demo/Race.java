package io.sabot.ops.demo;

/** Which instrument is next: a tree in which the earlier of two goes up, so that a change costs one path. */
final class Race {
    private final Instrument[] instruments; // not owned
    private final int leaves;
    private final int[] winners;

    Race(Instrument[] instruments) {
        this.instruments = instruments;
        this.leaves = Integer.highestOneBit(Math.max(1, instruments.length - 1)) * 2;
        this.winners = new int[2 * leaves];
        for (int i = 0; i < leaves; i++) {
            winners[leaves + i] = Math.min(i, instruments.length - 1);
        }
        for (int node = leaves - 1; node > 0; node--) {
            winners[node] = earlier(winners[2 * node], winners[2 * node + 1]);
        }
    }

    int winner() {
        return winners[1];
    }

    void changed(int instrument) {
        for (int node = (leaves + instrument) / 2; node > 0; node /= 2) {
            winners[node] = earlier(winners[2 * node], winners[2 * node + 1]);
        }
    }

    private int earlier(int a, int b) {
        return instruments[b].nextNs() < instruments[a].nextNs() ? b : a;
    }
}
