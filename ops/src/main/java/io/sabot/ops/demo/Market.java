package io.sabot.ops.demo;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A trading day, event by event: companies that trade by themselves, and episodes that are planted so that somebody has
 * something to find. The same for the same {@link MarketSpec}. One thread.
 */
final class Market {
    private final Dice dice;
    private final Instrument[] instruments;
    private final Race race;
    private final PriorityQueue<Episode> episodes =
            new PriorityQueue<>(Comparator.comparingLong(Episode::nextNs).thenComparingInt(Episode::number));

    Market(MarketSpec spec) {
        this.dice = new Dice(spec.seed());
        this.instruments = instruments(spec, dice);
        this.race = new Race(instruments);
        episodes.addAll(Episodes.plant(dice));
    }

    private static Instrument[] instruments(MarketSpec spec, Dice dice) {
        int count = Companies.SYMBOLS.size();
        double[] weights = new double[count];
        double total = 0;
        for (int i = 0; i < count; i++) {
            weights[i] = Math.exp(0.4 * dice.gaussian());
            total += weights[i];
        }
        Instrument[] all = new Instrument[count];
        for (int i = 0; i < count; i++) {
            double price = Instrument.rounded(Math.exp(dice.between(Math.log(30), Math.log(320))));
            all[i] = new Instrument(i, price, spec.events() * weights[i] / total, dice);
        }
        return all;
    }

    boolean isClosed() {
        return nextNs() >= MarketSpec.CLOSE_NS;
    }

    /** When something happens next. */
    long nextNs() {
        long next = instruments[race.winner()].nextNs();
        return episodes.isEmpty() ? next : Math.min(next, episodes.peek().nextNs());
    }

    /** Lets happen what is next. */
    void step(Tape tape) {
        Instrument next = instruments[race.winner()];
        if (!episodes.isEmpty() && episodes.peek().nextNs() <= next.nextNs()) {
            Episode episode = episodes.poll();
            Instrument touched = instruments[episode.symbol()];
            if (episode.step(touched, tape, dice)) {
                episodes.add(episode);
            }
            race.changed(touched.symbol());
        } else {
            next.step(tape, dice);
            race.changed(next.symbol());
        }
    }
}
