package io.sabot.windows;

import io.sabot.core.batch.Watermarks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What windows mean, written on lists and without a thought for speed. Tests of other modules compare with it too.
 *
 * @param <K> keys of GROUP BY; null is a key like any other
 * @param <R> rows; this class never looks into them
 */
public final class NaiveWindows<K, R> {
    /** {@code [startNs, endNs)}; all of time for a global window. */
    public record Bounds(long startNs, long endNs) {}

    /**
     * One row of output.
     *
     * @param rows by pane, that is by the set of windows they belong to, and in a pane by arrival; for sessions by arrival,
     *     except that the earlier of two merged sessions comes first
     * @param trigger the row that moved time beyond the window's end, or what was given with the watermark; null at the end
     */
    public record Fired<K, R>(K key, Bounds window, List<R> rows, R trigger) {}

    private record Entry<R>(Long timeNs, List<Bounds> windows, R row) {}

    private static final class Open<K, R> {
        final K key;
        Bounds window;
        long firstNs;
        long lastNs;
        List<Entry<R>> entries = new ArrayList<>();

        Open(K key, Bounds window) {
            this.key = key;
            this.window = window;
        }
    }

    private final WindowSpec spec;
    private final Comparator<? super K> keyOrder;
    private final List<Open<K, R>> open = new ArrayList<>();
    private final List<Fired<K, R>> fired = new ArrayList<>();
    private final List<R> late = new ArrayList<>();
    private final List<R> refused = new ArrayList<>();
    private long watermarkNs = Watermarks.NONE;

    /** @param keyOrder the order of the keys' bytes; never asked about null, which comes first */
    public NaiveWindows(WindowSpec spec, Comparator<? super K> keyOrder) {
        this.spec = spec;
        this.keyOrder = keyOrder;
    }

    /**
     * @param timeNs null for NULL; ignored for a global window
     * @param rowWatermarkNs that holds when the row is processed, or {@link Watermarks#NONE}
     */
    public void row(K key, Long timeNs, long rowWatermarkNs, R row) {
        watermark(rowWatermarkNs, row);
        if (spec instanceof WindowSpec.Global) {
            add(key, new Bounds(Long.MIN_VALUE, Long.MAX_VALUE), new Entry<>(timeNs, List.of(), row));
        } else if (timeNs == null) {
            refused.add(row);
        } else if (spec instanceof WindowSpec.Session session) {
            addToSession(key, timeNs, session.gapNs(), row);
        } else {
            addToWindows(key, timeNs, row);
        }
    }

    private void addToWindows(K key, long timeNs, R row) {
        List<Bounds> windows = windowsOf(spec, timeNs);
        if (!windows.isEmpty() && windows.stream().allMatch(window -> window.endNs() <= watermarkNs)) {
            late.add(row);
            return;
        }
        for (Bounds window : windows) {
            if (window.endNs() > watermarkNs) {
                add(key, window, new Entry<>(timeNs, windows, row));
            }
        }
    }

    private void add(K key, Bounds window, Entry<R> entry) {
        for (Open<K, R> candidate : open) {
            if (Objects.equals(candidate.key, key) && candidate.window.equals(window)) {
                candidate.entries.add(entry);
                return;
            }
        }
        Open<K, R> opened = new Open<>(key, window);
        opened.entries.add(entry);
        open.add(opened);
    }

    private void addToSession(K key, long timeNs, long gapNs, R row) {
        List<Open<K, R>> near = open.stream()
                .filter(session -> Objects.equals(session.key, key))
                .filter(session -> timeNs - session.lastNs < gapNs && session.firstNs - timeNs < gapNs)
                .sorted(Comparator.comparingLong(session -> session.firstNs))
                .collect(Collectors.toList());
        if (near.isEmpty() && timeNs + gapNs <= watermarkNs) {
            late.add(row);
            return;
        }
        Open<K, R> merged = new Open<>(key, null);
        merged.firstNs = timeNs;
        merged.lastNs = timeNs;
        for (Open<K, R> session : near) {
            merged.firstNs = Math.min(merged.firstNs, session.firstNs);
            merged.lastNs = Math.max(merged.lastNs, session.lastNs);
            merged.entries.addAll(session.entries);
        }
        merged.entries.add(new Entry<>(timeNs, List.of(), row));
        merged.window = new Bounds(merged.firstNs, merged.lastNs + gapNs);
        open.removeAll(near);
        open.add(merged);
    }

    /** Windows a time belongs to, by ascending end. Not for sessions. */
    public static List<Bounds> windowsOf(WindowSpec spec, long timeNs) {
        List<Bounds> windows = new ArrayList<>();
        if (spec instanceof WindowSpec.Tumble tumble) {
            addHops(windows, tumble.sizeNs(), tumble.sizeNs(), tumble.offsetNs(), timeNs);
        } else if (spec instanceof WindowSpec.Hop hop) {
            addHops(windows, hop.sizeNs(), hop.slideNs(), hop.offsetNs(), timeNs);
        } else if (spec instanceof WindowSpec.Cumulate cumulate) {
            long startNs = timeNs - Math.floorMod(timeNs - cumulate.offsetNs(), cumulate.maxSizeNs());
            for (long size = cumulate.stepNs(); size <= cumulate.maxSizeNs(); size += cumulate.stepNs()) {
                if (timeNs < startNs + size) {
                    windows.add(new Bounds(startNs, startNs + size));
                }
            }
        } else {
            throw new IllegalArgumentException(spec + " has no windows of its own");
        }
        return windows;
    }

    private static void addHops(List<Bounds> windows, long sizeNs, long slideNs, long offsetNs, long timeNs) {
        long lastStartNs = timeNs - Math.floorMod(timeNs - offsetNs, slideNs);
        for (long startNs = lastStartNs; timeNs < startNs + sizeNs; startNs -= slideNs) {
            windows.add(0, new Bounds(startNs, startNs + sizeNs));
        }
    }

    /** Time goes on, because of a row that the query may not even select. */
    public void watermark(long newWatermarkNs, R trigger) {
        watermarkNs = Math.max(watermarkNs, newWatermarkNs);
        fire(watermarkNs, trigger);
    }

    public void end() {
        fire(Long.MAX_VALUE, null);
    }

    private void fire(long untilNs, R trigger) {
        List<Open<K, R>> due = new ArrayList<>();
        for (Iterator<Open<K, R>> all = open.iterator(); all.hasNext(); ) {
            Open<K, R> candidate = all.next();
            if (candidate.window.endNs() <= untilNs) {
                due.add(candidate);
                all.remove();
            }
        }
        Comparator<Open<K, R>> byEnd = Comparator.comparingLong(window -> window.window.endNs());
        due.sort(byEnd.thenComparing(window -> window.key, Comparator.nullsFirst(keyOrder)));
        for (Open<K, R> window : due) {
            window.entries.sort(NaiveWindows::comparePanes);
            List<R> rows = window.entries.stream().map(Entry::row).toList();
            fired.add(new Fired<>(window.key, window.window, rows, trigger));
        }
    }

    /** Rows that belong to the same windows are in one pane; the sort is stable and leaves them by arrival. */
    private static int comparePanes(Entry<?> a, Entry<?> b) {
        return a.windows().equals(b.windows()) ? 0 : Long.compare(a.timeNs(), b.timeNs());
    }

    public List<Fired<K, R>> fired() {
        return fired;
    }

    public List<R> late() {
        return late;
    }

    public List<R> refused() {
        return refused;
    }
}
