package io.sabot.ops.demo;

import java.util.List;

/** Who is traded, and by whom. All invented. */
final class Companies {
    static final List<String> SYMBOLS = List.of(
            "NVX", "ARDA", "BOLT", "CRUX", "DYNE", "ELMO", "FARO", "GRIT", "HALO", "IRIS", "JUNO", "KITE", "LUMA",
            "MOSS", "NODE", "ONYX", "PYRE", "QBT", "RUNE", "SOLA", "TARN", "UMBR", "VANE", "WREN", "XENO", "YARN",
            "ZEAL", "ASHE", "BRIO", "CINQ", "DUSK", "EBON");

    /** Traders from here on place orders at many levels that they do not mean. */
    static final int FIRST_SPOOFER = 240;

    static final int TRADERS = FIRST_SPOOFER + 3;

    /** The first few trade as much as all others together. */
    static final int MARKET_MAKERS = 8;

    private Companies() {}

    static String trader(int number) {
        return number < MARKET_MAKERS ? "MM" + (number + 1) : "T" + (100 + number);
    }
}
