package io.sabot.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTimeTest {
    private static EventSchema schema(TypeKind kind) {
        return EventSchema.derived("in", List.of(new ColumnSpec("t", SqlType.of(kind))), 0);
    }

    private static long nsOfInt(TypeKind kind, int value) {
        try (MemoryPool pool = MemoryPool.unbounded();
                EventBatch batch = EventBatch.growable(pool)) {
            EventSchema schema = schema(kind);
            batch.layout(schema, null, null, 1);
            batch.column(0).putInt(0, value);
            batch.commitRow();
            EventTime time = new EventTime(schema, 0);
            time.bind(batch);
            return time.ns(0);
        }
    }

    @Test
    void shouldCountDaysInNanoseconds() {
        assertThat(nsOfInt(TypeKind.DATE, -2)).isEqualTo(-2 * Timestamps.NS_PER_DAY);
    }

    @Test
    void shouldPutDaysTooFarAwayOutOfRange() {
        assertThat(nsOfInt(TypeKind.DATE, Integer.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(nsOfInt(TypeKind.DATE, Integer.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void shouldTakeIntegersAsTheyAre() {
        assertThat(nsOfInt(TypeKind.INT, 7)).isEqualTo(7);
        assertThat(new EventTime(schema(TypeKind.BIGINT), 0).format(7)).isEqualTo("7");
    }

    @Test
    void shouldRefuseOtherTypes() {
        assertThatThrownBy(() -> new EventTime(schema(TypeKind.VARCHAR), 0)).hasMessageContaining("VARCHAR");
    }
}
