package io.sabot.ops.server.supervise;

import io.sabot.engine.SabotConfig;

/**
 * What an application may use. State and queue are bounds that it cannot exceed; processor time is watched.
 *
 * @param stateBytes pages of operator state, 0 for the server's default
 * @param slots of its ring, 256 KiB each; 0 for the server's default
 * @param cores processors on average over {@link CpuMeter#WINDOW}, 0 without bound
 */
public record Budget(long stateBytes, int slots, double cores) {
    public static final Budget NONE = new Budget(0, 0, 0);

    public Budget {
        if (stateBytes < 0 || slots < 0 || slots > 0 && Integer.bitCount(slots) != 1 || !(cores >= 0)) {
            throw new IllegalArgumentException(stateBytes + " bytes, " + slots + " slots, " + cores + " cores");
        }
    }

    /** Puts the bounds into a configuration. */
    public SabotConfig limit(SabotConfig config) {
        SabotConfig limited = stateBytes == 0 ? config : config.withStateBytes(stateBytes);
        return slots == 0 ? limited : limited.withSlotCount(slots);
    }
}
