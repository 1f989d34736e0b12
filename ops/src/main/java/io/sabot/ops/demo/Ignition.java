package io.sabot.ops.demo;

/** Somebody buys, more each time, until others follow. */
final class Ignition extends Episode {
    private int left;
    private int size;
    private double price;
    private boolean isBegun;

    Ignition(int number, int symbol, long startNs) {
        super(number, symbol, startNs);
    }

    @Override
    boolean step(Instrument instrument, Tape tape, Dice dice) {
        if (!isBegun) {
            isBegun = true;
            left = dice.between(8, 15);
            size = 100 * dice.between(1, 4);
            price = instrument.ask();
            instrument.holdUntil(nextNs() + HOLD_NS, dice);
        }
        instrument.print(nextNs(), tape, Instrument.trader(dice), Instrument.rounded(price), size, true);
        price = Instrument.rounded(price + Math.max(TICK, price * dice.between(2.5, 6) * BP));
        size += 100 * dice.between(0, 3);
        if (--left == 0) {
            instrument.moveTo(price);
            instrument.holdUntil(nextNs(), dice);
            return false;
        }
        after(dice.exponentialNs(90 * MS));
        return true;
    }
}
