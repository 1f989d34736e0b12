package io.sabot.core.operator;

import io.sabot.core.batch.EventBatch;

/** Where an operator hands its rows to: one numbered input of the next one. */
public record Input(Operator operator, int number) {
    public void onBatch(EventBatch batch) {
        operator.onBatch(number, batch);
    }

    public void onWatermark(long watermarkNs, long position) {
        operator.onWatermark(number, watermarkNs, position);
    }

    public void onEnd(long position) {
        operator.onEnd(number, position);
    }
}
