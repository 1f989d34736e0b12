package io.sabot.ops.demo;

/** Something planted: a script that takes over one instrument for a while. */
abstract class Episode {
    static final long MS = 1_000_000L;
    static final long SECOND = 1_000 * MS;
    static final long MINUTE = 60 * SECOND;
    static final double TICK = 0.01;
    static final double BP = 1e-4;

    /** Longer than any script: while one runs, its company does nothing by itself. */
    static final long HOLD_NS = 60 * MINUTE;

    private final int number;
    private final int symbol;
    private long nextNs;

    /** @param number settles who is first when two are due at once */
    Episode(int number, int symbol, long startNs) {
        this.number = number;
        this.symbol = symbol;
        this.nextNs = startNs;
    }

    int number() {
        return number;
    }

    int symbol() {
        return symbol;
    }

    long nextNs() {
        return nextNs;
    }

    /** Sets when the next step is due. */
    void after(long waitNs) {
        nextNs += waitNs;
    }

    /** @return whether there is another step */
    abstract boolean step(Instrument instrument, Tape tape, Dice dice);
}
