package io.sabot.cep;

import io.sabot.core.batch.EventBatch;
import org.agrona.UnsafeApi;

/** The measures of {@link LetterKernel} where rows are held. */
final class LetterMeasures implements MatchKernel {
    @Override
    public int registerBytes() {
        return 8;
    }

    @Override
    public boolean readsFinal() {
        return false;
    }

    @Override
    public void bind(EventBatch rows) {}

    @Override
    public void begin(boolean isFinal, int[] variables, int count) {}

    @Override
    public void apply(int variable, int row, int place, long registers) {
        UnsafeApi.putLong(registers, UnsafeApi.getLong(registers) * 31 + variable + 1);
    }

    @Override
    public void emit(Match match, long running, long finals, EventBatch out, int outRow) {
        out.column(1).putLong(outRow, match.matchNumber());
        out.column(2).putLong(outRow, UnsafeApi.getLong(running));
        out.column(3).putBoolean(outRow, match.isEmpty());
    }
}
