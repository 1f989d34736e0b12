package io.sabot.cep;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import org.agrona.UnsafeApi;

/**
 * Conditions for tests: a row's INT column is the bit set of its true variables. The only register is the sequence of
 * variables as a number in base 31, and how long it is, kept as a condition register if asked, so that threads of different
 * pasts differ.
 */
final class LetterKernel implements PatternKernel {
    private static final int LENGTH = 8;

    private final boolean isPastCondition;
    private final boolean canShare;
    private Column bits;

    LetterKernel(boolean isPastCondition, boolean canShare) {
        this.isPastCondition = isPastCondition;
        this.canShare = canShare;
    }

    @Override
    public int keyBytes() {
        return 0;
    }

    @Override
    public int conditionRegisterBytes() {
        return isPastCondition ? registerBytes() : 0;
    }

    @Override
    public int registerBytes() {
        return 16;
    }

    @Override
    public void bind(EventBatch batch) {
        bits = batch.column(1);
    }

    @Override
    public long rowMask(int row, long key) {
        return isPastCondition ? 0 : bits.getInt(row) & 0xFFFFFFFFL;
    }

    @Override
    public long threadVariables() {
        return isPastCondition ? -1L : 0;
    }

    @Override
    public boolean test(int variable, int row, long key, long thread) {
        return (bits.getInt(row) >>> variable & 1) != 0;
    }

    @Override
    public void apply(int variable, int row, long key, long thread) {
        UnsafeApi.putLong(thread, UnsafeApi.getLong(thread) * 31 + variable + 1);
        UnsafeApi.putLong(thread + LENGTH, UnsafeApi.getLong(thread + LENGTH) + 1);
    }

    @Override
    public boolean canMerge() {
        return canShare;
    }

    @Override
    public void merge(long into, long later) {
        if (isPastCondition) {
            return;
        }
        long length = UnsafeApi.getLong(later + LENGTH);
        long number = UnsafeApi.getLong(into);
        for (long i = 0; i < length; i++) {
            number *= 31;
        }
        UnsafeApi.putLong(into, number + UnsafeApi.getLong(later));
        UnsafeApi.putLong(into + LENGTH, UnsafeApi.getLong(into + LENGTH) + length);
    }

    @Override
    public void remember(int row, long key) {}

    @Override
    public void emit(Match match, EventBatch out, int outRow) {
        out.column(1).putLong(outRow, match.matchNumber());
        out.column(2).putLong(outRow, UnsafeApi.getLong(match.registers()));
        out.column(3).putBoolean(outRow, match.isEmpty());
    }
}
