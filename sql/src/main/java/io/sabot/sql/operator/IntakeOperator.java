package io.sabot.sql.operator;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;

/**
 * Where the rows of a table come in: gives each its watermark, and hands them to every query that reads the table.
 *
 * <p>Owned by the application's operator thread.
 */
final class IntakeOperator implements Operator, IntakeClock {
    private final RowFork readers;
    private final int timeColumn;
    private final boolean isDate;
    private final long delayNs;
    private long watermarkNs = Watermarks.NONE;

    /** @param timeColumn {@link EventSchema#NO_COLUMN} without watermarks */
    IntakeOperator(RowFork readers, EventSchema schema, int timeColumn, long delayNs) {
        this.readers = readers;
        this.timeColumn = timeColumn;
        this.isDate = timeColumn != EventSchema.NO_COLUMN
                && schema.column(timeColumn).type().kind() == TypeKind.DATE;
        this.delayNs = delayNs;
    }

    @Override
    public void onBatch(int input, EventBatch batch) {
        if (timeColumn != EventSchema.NO_COLUMN) {
            watermark(batch);
        }
        readers.onBatch(0, batch);
    }

    private void watermark(EventBatch batch) {
        long[] watermarks = batch.ensureWatermarks();
        Column time = batch.column(timeColumn);
        long watermark = watermarkNs;
        int rows = batch.rows();
        boolean hasNulls = time.hasNulls();
        if (time.storage() == Storage.INT64) {
            for (int row = 0; row < rows; row++) {
                if (!hasNulls || !time.isNull(row)) {
                    watermark = Math.max(watermark, behind(time.getLong(row)));
                }
                watermarks[row] = watermark;
            }
        } else {
            for (int row = 0; row < rows; row++) {
                if (!hasNulls || !time.isNull(row)) {
                    long value = time.getInt(row);
                    watermark = Math.max(watermark, behind(isDate ? value * Timestamps.NS_PER_DAY : value));
                }
                watermarks[row] = watermark;
            }
        }
        watermarkNs = watermark;
        batch.watermarkAfterNs(watermark);
    }

    /** Never below what a watermark can be. */
    private long behind(long timeNs) {
        return timeNs < Watermarks.NONE + 1 + delayNs ? Watermarks.NONE + 1 : timeNs - delayNs;
    }

    @Override
    public void save(StateOutput out) {
        out.putLong(watermarkNs);
        readers.save(out);
    }

    @Override
    public void load(StateInput in) {
        watermarkNs = in.getLong();
        readers.load(in);
    }

    @Override
    public long watermarkNs() {
        return watermarkNs;
    }

    @Override
    public void follow(long newWatermarkNs, long position) {
        onWatermark(0, newWatermarkNs, position);
    }

    @Override
    public void onWatermark(int input, long newWatermarkNs, long position) {
        if (newWatermarkNs > watermarkNs) {
            watermarkNs = newWatermarkNs;
            readers.onWatermark(0, newWatermarkNs, position);
        }
    }

    @Override
    public void onEnd(int input, long position) {
        readers.onEnd(0, position);
    }
}
