package io.sabot.sql.script;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.state.keyed.KeyTimers;
import io.sabot.state.keyed.KeyedFunction;
import io.sabot.state.keyed.ReducingState;
import io.sabot.state.keyed.RowCollector;
import io.sabot.state.keyed.RowView;
import io.sabot.state.keyed.StateContext;
import io.sabot.state.keyed.TimeToLive;
import io.sabot.state.keyed.ValueState;
import java.time.Duration;
import java.util.List;

/** Prices a tenth above the one before, numbered until ten seconds have passed without one; then how many there were. */
public final class Spikes implements KeyedFunction {
    private static final int TS = 0;
    private static final int PRICE = 1;
    private static final int N = 2;

    private int tsColumn;
    private int priceColumn;
    private ValueState last;
    private ValueState calmAt;
    private ReducingState spikes;
    private KeyTimers timers;

    @Override
    public List<ColumnSpec> columns(EventSchema input) {
        return List.of(
                new ColumnSpec("ts", SqlType.of(TypeKind.TIMESTAMP)),
                new ColumnSpec("price", SqlType.of(TypeKind.DOUBLE)),
                new ColumnSpec("n", SqlType.of(TypeKind.BIGINT)));
    }

    @Override
    public int eventTimeColumn() {
        return TS;
    }

    @Override
    public void open(StateContext context) {
        tsColumn = context.input().indexOf("ts");
        priceColumn = context.input().indexOf("price");
        last = context.value("last", TimeToLive.afterWrite(Duration.ofHours(1).toNanos()));
        calmAt = context.value("calm-at", TimeToLive.FOREVER);
        spikes = context.reducingLongs("spikes", Long::sum, TimeToLive.FOREVER);
        timers = context.timers();
    }

    @Override
    public void onRow(RowView row, RowCollector out) {
        double price = row.getDouble(priceColumn);
        if (last.isPresent() && price > last.doubleValue() * 1.1) {
            spikes.addLong(1);
            calmAt.putLong(row.getLong(tsColumn) + Duration.ofSeconds(10).toNanos());
            timers.set(calmAt.longValue());
            out.putLong(TS, row.getLong(tsColumn));
            out.putDouble(PRICE, price);
            out.putLong(N, spikes.longValue());
            out.emit();
        }
        last.putDouble(price);
    }

    @Override
    public void onTimer(long deadlineNs, RowCollector out) {
        if (calmAt.isPresent() && deadlineNs == calmAt.longValue()) {
            out.putLong(TS, deadlineNs);
            out.putLong(N, spikes.longValue());
            out.emit();
            spikes.clear();
            calmAt.clear();
        }
    }
}
