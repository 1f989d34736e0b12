package io.sabot.ops.demo;

/** Sellers walk down an empty book within a second or two, and all is over a few seconds later. */
final class FlashDip extends Episode {
    private double top;
    private int depth; // ticks
    private int falls;
    private int lows;
    private int rises;
    private double fallNs;
    private int at;

    FlashDip(int number, int symbol, long startNs) {
        super(number, symbol, startNs);
    }

    @Override
    boolean step(Instrument instrument, Tape tape, Dice dice) {
        if (at == 0) {
            begin(instrument, dice);
        }
        boolean isFall = at <= falls;
        int size = isFall ? 2 * dice.size() : dice.size();
        instrument.print(nextNs(), tape, Instrument.trader(dice), price(dice), size, !isFall);
        if (at++ == falls + lows + rises) {
            instrument.moveTo(top);
            instrument.holdUntil(nextNs(), dice);
            return false;
        }
        after(dice.exponentialNs(isFall ? fallNs / falls : 2.0 * SECOND / (lows + rises)));
        return true;
    }

    private void begin(Instrument instrument, Dice dice) {
        top = instrument.bid();
        depth = (int) Math.max(12, Math.round(top * dice.between(46, 115) * BP / TICK));
        falls = Math.min(depth, dice.between(9, 22));
        lows = dice.between(2, 6);
        rises = dice.between(5, 10);
        fallNs = dice.between(0.6, 1.8) * SECOND;
        instrument.holdUntil(nextNs() + HOLD_NS, dice);
    }

    private double price(Dice dice) {
        double low = top - depth * TICK;
        if (at <= falls) {
            return Instrument.rounded(top - Math.round((double) depth * at / falls) * TICK);
        }
        if (at <= falls + lows) {
            return Instrument.rounded(low + dice.below(3) * TICK);
        }
        double share = (at - falls - lows) / (double) rises;
        return Instrument.rounded(low + (top * (1 - 4 * BP) - low) * Math.sqrt(share));
    }
}
