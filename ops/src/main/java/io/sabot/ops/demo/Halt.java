package io.sabot.ops.demo;

/** Trading in one company stops for some minutes, and goes on elsewhere. */
final class Halt extends Episode {
    private boolean isBegun;

    Halt(int number, int symbol, long startNs) {
        super(number, symbol, startNs);
    }

    @Override
    boolean step(Instrument instrument, Tape tape, Dice dice) {
        if (!isBegun) {
            isBegun = true;
            instrument.holdUntil(nextNs() + HOLD_NS, dice);
            after(5 * MINUTE + dice.exponentialNs(20 * SECOND));
            return true;
        }
        double price =
                Instrument.rounded(instrument.mid() * (1 + (dice.chance(0.3) ? 1 : -1) * dice.between(150, 600) * BP));
        instrument.moveTo(price);
        instrument.print(nextNs(), tape, Instrument.trader(dice), price, 100 * dice.between(40, 200), false);
        instrument.holdUntil(nextNs(), dice);
        return false;
    }
}
