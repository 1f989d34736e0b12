package io.sabot.ops.demo;

import io.sabot.ops.demo.Tape.Action;

/** A small order that is meant, large ones on the other side that are not, and all of those gone once it is filled. */
final class Layering extends Episode {
    private int trader;
    private boolean isBuy; // the large ones
    private int size;
    private int[] sizes;
    private double[] prices;
    private double price;
    private int at;

    Layering(int number, int symbol, long startNs) {
        super(number, symbol, startNs);
    }

    @Override
    boolean step(Instrument instrument, Tape tape, Dice dice) {
        if (at == 0) {
            begin(instrument, dice);
            tape.order(symbol(), nextNs(), trader, Action.NEW, !isBuy, price, size);
            after(dice.exponentialNs(40 * MS));
        } else if (at <= sizes.length) {
            tape.order(symbol(), nextNs(), trader, Action.NEW, isBuy, prices[at - 1], sizes[at - 1]);
            after((at == sizes.length ? 25 * MS : 0) + Math.min(60 * MS, dice.exponentialNs(9 * MS)));
        } else if (at == sizes.length + 1) {
            instrument.print(nextNs(), tape, trader, price, size, isBuy);
            after(Math.min(60 * MS, dice.exponentialNs(12 * MS)));
        } else {
            int pulled = at - sizes.length - 2;
            tape.order(symbol(), nextNs(), trader, Action.CANCEL, isBuy, prices[pulled], sizes[pulled]);
            after(dice.exponentialNs(MS));
        }
        return ++at < 2 * sizes.length + 2;
    }

    private void begin(Instrument instrument, Dice dice) {
        trader = dice.between(Companies.FIRST_SPOOFER, Companies.TRADERS - 1);
        isBuy = dice.chance(0.5);
        size = 100 * dice.between(2, 9);
        price = isBuy ? instrument.ask() : instrument.bid();
        sizes = new int[dice.between(3, 6)];
        prices = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = 100 * dice.between(50, 120);
            prices[i] = Instrument.rounded(isBuy ? instrument.bid() - i * TICK : instrument.ask() + i * TICK);
        }
    }
}
