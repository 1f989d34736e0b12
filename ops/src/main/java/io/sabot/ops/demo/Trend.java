package io.sabot.ops.demo;

/** News: the price goes one way for minutes. */
final class Trend extends Episode {
    private boolean isBegun;

    Trend(int number, int symbol, long startNs) {
        super(number, symbol, startNs);
    }

    @Override
    boolean step(Instrument instrument, Tape tape, Dice dice) {
        if (isBegun) {
            instrument.drift(0);
            return false;
        }
        isBegun = true;
        double lengthNs = dice.between(2.0, 4.0) * MINUTE;
        instrument.drift((dice.chance(0.5) ? 1 : -1) * dice.between(170, 280) * BP / lengthNs);
        after((long) lengthNs);
        return true;
    }
}
