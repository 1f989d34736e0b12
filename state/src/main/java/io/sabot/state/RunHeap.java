package io.sabot.state;

import java.util.Arrays;

/** Numbers of runs, the one with the earliest first timer first; equal ones by number. */
final class RunHeap {
    private final PagedArray runs; // not owned
    private int[] heap = new int[TimerRuns.FAN_IN];
    private int count;

    RunHeap(PagedArray runs) {
        this.runs = runs;
    }

    int count() {
        return count;
    }

    int at(int index) {
        return heap[index];
    }

    int first() {
        return heap[0];
    }

    void add(int run) {
        if (count == heap.length) {
            heap = Arrays.copyOf(heap, count * 2);
        }
        int hole = count++;
        while (hole > 0 && isBefore(run, heap[hole - 1 >>> 1])) {
            heap[hole] = heap[hole - 1 >>> 1];
            hole = hole - 1 >>> 1;
        }
        heap[hole] = run;
    }

    void removeFirst() {
        count--;
        heap[0] = heap[count];
        firstChanged();
    }

    /** The first run has another first timer now. */
    void firstChanged() {
        int run = heap[0];
        int hole = 0;
        int half = count >>> 1;
        while (hole < half) {
            int child = 2 * hole + 1;
            if (child + 1 < count && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], run)) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = run;
    }

    private boolean isBefore(int a, int b) {
        long left = runs.address(a);
        long right = runs.address(b);
        return TimerOrder.isBefore(left, right) || a < b && !TimerOrder.isBefore(right, left);
    }

    void clear() {
        count = 0;
    }
}
