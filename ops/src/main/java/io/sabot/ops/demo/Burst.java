package io.sabot.ops.demo;

/** A large order is worked through the book: a print every other millisecond. */
final class Burst extends Episode {
    private int left;
    private boolean isBuy;
    private double price;
    private boolean isBegun;

    Burst(int number, int symbol, long startNs) {
        super(number, symbol, startNs);
    }

    @Override
    boolean step(Instrument instrument, Tape tape, Dice dice) {
        if (!isBegun) {
            isBegun = true;
            left = dice.between(70, 260);
            isBuy = dice.chance(0.5);
            price = isBuy ? instrument.ask() : instrument.bid();
            instrument.holdUntil(nextNs() + HOLD_NS, dice);
        }
        if (dice.chance(0.12)) {
            price = Instrument.rounded(price + (isBuy == dice.chance(0.8) ? TICK : -TICK));
        }
        instrument.print(nextNs(), tape, Instrument.trader(dice), price, dice.size(), isBuy);
        if (--left == 0) {
            instrument.moveTo(price);
            instrument.holdUntil(nextNs(), dice);
            return false;
        }
        after(Math.min(18 * MS, dice.exponentialNs(2 * MS)));
        return true;
    }
}
