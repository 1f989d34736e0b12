package io.sabot.ops.demo;

/** Where a {@link Market} puts what happens, in the order of time. Symbols and traders go by number. */
interface Tape {
    /** What a message to the order book says. */
    enum Action {
        NEW,
        CANCEL,
        FILL
    }

    void order(int symbol, long timeNs, int trader, Action action, boolean isBuy, double price, int size);

    /** @param isBuy side of the one who did not wait */
    void trade(int symbol, long timeNs, double price, int size, boolean isBuy);
}
