package io.sabot.ops.demo;

/** Orders of one company that are open: as many as are needed so that every cancel and fill has an order to be about. */
final class Book {
    private static final int CAPACITY = 64;

    private final int[] traders = new int[CAPACITY];
    private final boolean[] areBuys = new boolean[CAPACITY];
    private final double[] prices = new double[CAPACITY];
    private final int[] sizes = new int[CAPACITY];
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return count == CAPACITY;
    }

    int pick(Dice dice) {
        return dice.below(count);
    }

    void add(int trader, boolean isBuy, double price, int size) {
        traders[count] = trader;
        areBuys[count] = isBuy;
        prices[count] = price;
        sizes[count] = size;
        count++;
    }

    int trader(int order) {
        return traders[order];
    }

    boolean isBuy(int order) {
        return areBuys[order];
    }

    double price(int order) {
        return prices[order];
    }

    int size(int order) {
        return sizes[order];
    }

    void remove(int order) {
        count--;
        traders[order] = traders[count];
        areBuys[order] = areBuys[count];
        prices[order] = prices[count];
        sizes[order] = sizes[count];
    }
}
