package io.sabot.ops.demo;

import io.sabot.ops.demo.Tape.Action;

/**
 * One company's market. Orders, cancels and trades come in clusters: each arrival may bring others at once. The price is
 * a random walk whose volatility comes in clusters too, the spread returns to its mean, and buyers follow buyers.
 */
final class Instrument {
    private static final double TICK = 0.01;

    /** Followers of an arrival, on average, and the time to the next. */
    private static final double FOLLOWERS = 2.0;

    private static final double FOLLOWER_GAP_NS = 12e6;

    /** Rows of one arrival, on average: a trade is two. */
    private static final double ROWS_PER_ARRIVAL = 1.14;

    private static final double VOLATILITY_PER_DAY = 0.014;
    private static final double VOLATILITY_SPREAD = 0.55; // of its logarithm
    private static final double VOLATILITY_MEMORY_NS = 900e9;
    private static final double SPREAD_MEMORY_NS = 20e9;

    private final int symbol;
    private final double parentsPerNs;
    private final double basisSpread;
    private final Book book = new Book();
    private double mid;
    private double spread;
    private double logVolatility;
    private double driftPerNs;
    private boolean isLastBuy;
    private long lastNs = MarketSpec.OPEN_NS;
    private long parentNs;
    private long followerNs = Long.MAX_VALUE;
    private int followers;

    Instrument(int symbol, double price, double rowsPerDay, Dice dice) {
        this.symbol = symbol;
        this.mid = price;
        this.basisSpread = Math.max(2 * TICK, price * dice.between(0.0002, 0.0006));
        this.spread = basisSpread;
        this.parentsPerNs = rowsPerDay / ROWS_PER_ARRIVAL / (1 + FOLLOWERS) / MarketSpec.DAY_NS;
        this.parentNs = MarketSpec.OPEN_NS;
        scheduleParent(dice);
    }

    int symbol() {
        return symbol;
    }

    /** When something happens next. */
    long nextNs() {
        return Math.min(parentNs, followerNs);
    }

    double mid() {
        return mid;
    }

    double bid() {
        return rounded(mid - spread / 2);
    }

    double ask() {
        return Math.max(bid() + TICK, rounded(mid + spread / 2));
    }

    static double rounded(double price) {
        return Math.max(1, Math.round(price * 100)) / 100.0;
    }

    /** Sets where trading goes on. */
    void moveTo(double price) {
        mid = price;
    }

    /** Pulls the price in one direction; 0 ends it. */
    void drift(double newPerNs) {
        driftPerNs = newPerNs;
    }

    /** Nothing happens by itself before that time. */
    void holdUntil(long timeNs, Dice dice) {
        followers = 0;
        followerNs = Long.MAX_VALUE;
        parentNs = timeNs;
        scheduleParent(dice);
    }

    private void scheduleParent(Dice dice) {
        parentNs += dice.exponentialNs(1 / (parentsPerNs * MarketSpec.activity(parentNs)));
    }

    private void scheduleFollower(long timeNs, Dice dice) {
        followerNs = followers > 0 ? timeNs + dice.exponentialNs(FOLLOWER_GAP_NS) : Long.MAX_VALUE;
    }

    /** Lets happen what is next. */
    void step(Tape tape, Dice dice) {
        long now = nextNs();
        walk(now, dice);
        if (now == parentNs) {
            followers += dice.geometric(FOLLOWERS);
            scheduleParent(dice);
        } else {
            followers--;
        }
        scheduleFollower(now, dice);
        double kind = dice.unit();
        if (kind < 0.14) {
            trade(now, tape, dice);
        } else if (kind < 0.54 && !book.isEmpty() || book.isFull()) {
            cancel(now, tape, dice);
        } else {
            place(now, tape, dice);
        }
    }

    private void walk(long now, Dice dice) {
        double passedNs = now - lastNs;
        lastNs = now;
        double memory = Math.min(1, passedNs / VOLATILITY_MEMORY_NS);
        logVolatility += -memory * logVolatility + VOLATILITY_SPREAD * Math.sqrt(2 * memory) * dice.gaussian();
        double volatility = VOLATILITY_PER_DAY
                * Math.exp(logVolatility)
                * Math.sqrt(MarketSpec.activity(now) * passedNs / MarketSpec.DAY_NS);
        mid *= 1 + volatility * dice.gaussian() + driftPerNs * passedNs;
        spread += Math.min(1, passedNs / SPREAD_MEMORY_NS) * (basisSpread - spread);
    }

    private void place(long now, Tape tape, Dice dice) {
        boolean isBuy = dice.chance(0.5);
        double away = dice.geometric(3) * TICK;
        double price = rounded(isBuy ? bid() - away : ask() + away);
        // Now and then an honest large order, so that size alone is no offence.
        int size = dice.chance(0.003) ? dice.between(50, 90) * 100 : dice.size();
        int trader = trader(dice);
        book.add(trader, isBuy, price, size);
        tape.order(symbol, now, trader, Action.NEW, isBuy, price, size);
    }

    private void cancel(long now, Tape tape, Dice dice) {
        int order = book.pick(dice);
        tape.order(
                symbol, now, book.trader(order), Action.CANCEL, book.isBuy(order), book.price(order), book.size(order));
        book.remove(order);
    }

    private void trade(long now, Tape tape, Dice dice) {
        boolean isBuy = dice.chance(0.68) == isLastBuy;
        isLastBuy = isBuy;
        double price = isBuy ? ask() : bid();
        int size = dice.size();
        int resting = trader(dice);
        if (!book.isEmpty()) {
            int order = book.pick(dice);
            if (book.isBuy(order) != isBuy) {
                resting = book.trader(order);
                book.remove(order);
            }
        }
        print(now, tape, resting, price, size, isBuy);
        // Whoever trades eats into one side: the spread opens for a while, and the price gives a little.
        spread = Math.min(4 * basisSpread, spread + TICK * 0.5 * dice.unit());
        mid += (isBuy ? 1 : -1) * 0.02 * basisSpread;
    }

    /** A trade, and the fill of the order that waited for it. */
    void print(long now, Tape tape, int resting, double price, int size, boolean isBuy) {
        tape.order(symbol, now, resting, Action.FILL, !isBuy, price, size);
        tape.trade(symbol, now, price, size, isBuy);
    }

    static int trader(Dice dice) {
        return dice.chance(0.5) ? dice.below(Companies.MARKET_MAKERS) : dice.below(Companies.FIRST_SPOOFER);
    }
}
