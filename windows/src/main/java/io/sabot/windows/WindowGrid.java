package io.sabot.windows;

/**
 * Arithmetic of windows that lie on a grid common to all keys: TUMBLE, HOP and CUMULATE. Pure; immutable.
 *
 * <p>Time is cut into numbered <em>panes</em>, the longest stretches that no window bound divides. Windows are numbered
 * too, by ascending end, and window {@code w} covers panes {@code firstPane(w) … endPane(w) − 1}:
 *
 * <pre>
 *  HOP, slide divides size   a pane per slide; window w = panes [w, w + n),          n = size / slide
 *  HOP, it does not          two panes per slide, cut at size mod slide after each start;
 *                            window w = panes [2w, 2w + n),                          n = 2 · (size / slide) + 1
 *  TUMBLE                    HOP with slide = size
 *  CUMULATE                  a pane per step; window w = panes [w − w mod n, w + 1), n = maxSize / step
 * </pre>
 *
 * Never more than two panes a slide, where panes of gcd(size, slide) could be one per nanosecond.
 */
final class WindowGrid {
    private final boolean isCumulate;
    private final long originNs;
    private final long periodNs;
    private final long sizeNs;
    private final long splitNs;
    private final int panesPerPeriod;
    private final long panesPerWindow;
    private final long minTimeNs;
    private final long maxTimeNs;

    private WindowGrid(boolean isCumulate, long sizeNs, long periodNs, long originNs) {
        this.isCumulate = isCumulate;
        this.sizeNs = sizeNs;
        this.periodNs = periodNs;
        this.originNs = originNs;
        this.splitNs = isCumulate ? 0 : sizeNs % periodNs;
        this.panesPerPeriod = splitNs == 0 ? 1 : 2;
        this.panesPerWindow = splitNs == 0 ? sizeNs / periodNs : 2 * (sizeNs / periodNs) + 1;
        long reachNs = sizeNs + periodNs;
        this.minTimeNs = Long.MIN_VALUE + 2 * reachNs;
        this.maxTimeNs = Long.MAX_VALUE - 2 * reachNs;
    }

    static WindowGrid of(WindowSpec window) {
        if (window instanceof WindowSpec.Tumble tumble) {
            return hop(tumble.sizeNs(), tumble.sizeNs(), tumble.offsetNs());
        }
        if (window instanceof WindowSpec.Hop hop) {
            return hop(hop.sizeNs(), hop.slideNs(), hop.offsetNs());
        }
        if (window instanceof WindowSpec.Cumulate cumulate) {
            long originNs = Math.floorMod(cumulate.offsetNs(), cumulate.maxSizeNs());
            return new WindowGrid(true, cumulate.maxSizeNs(), cumulate.stepNs(), originNs);
        }
        throw new IllegalArgumentException(window + " does not lie on a grid");
    }

    private static WindowGrid hop(long sizeNs, long slideNs, long offsetNs) {
        return new WindowGrid(false, sizeNs, slideNs, Math.floorMod(offsetNs, slideNs));
    }

    /** False near the ends of the 64-bit range, where the bounds of the windows around would overflow. */
    boolean isInRange(long timeNs) {
        return timeNs >= minTimeNs && timeNs <= maxTimeNs;
    }

    long paneOf(long timeNs) {
        long period = Math.floorDiv(timeNs - originNs, periodNs);
        if (panesPerPeriod == 1) {
            return period;
        }
        return 2 * period + (timeNs - originNs - period * periodNs >= splitNs ? 1 : 0);
    }

    long paneStartNs(long pane) {
        return panesPerPeriod == 1
                ? originNs + pane * periodNs
                : originNs + (pane >> 1) * periodNs + (pane & 1) * splitNs;
    }

    /** False for panes between windows, when slide exceeds size. */
    boolean isCovered(long pane) {
        return isCumulate || pane - lastWindowOf(pane) * panesPerPeriod < panesPerWindow;
    }

    /** First window by end that covers the pane. */
    long firstWindowOf(long pane) {
        return isCumulate ? pane : Math.floorDiv(pane - panesPerWindow, panesPerPeriod) + 1;
    }

    /** Last window by end that covers the pane. */
    long lastWindowOf(long pane) {
        return isCumulate
                ? Math.floorDiv(pane, panesPerWindow) * panesPerWindow + panesPerWindow - 1
                : Math.floorDiv(pane, panesPerPeriod);
    }

    long firstPane(long window) {
        return isCumulate ? Math.floorDiv(window, panesPerWindow) * panesPerWindow : window * panesPerPeriod;
    }

    long endPane(long window) {
        return isCumulate ? window + 1 : window * panesPerPeriod + panesPerWindow;
    }

    long startNs(long window) {
        return paneStartNs(firstPane(window));
    }

    long endNs(long window) {
        return originNs + window * periodNs + (isCumulate ? periodNs : sizeNs);
    }

    /** First window that ends after the watermark. */
    long firstOpenWindow(long watermarkNs) {
        long latestNs = maxTimeNs + sizeNs;
        long clampedNs = Math.max(minTimeNs, Math.min(watermarkNs, latestNs));
        return Math.floorDiv(clampedNs - endNs(0), periodNs) + 1;
    }
}
