package io.sabot.engine;

import io.sabot.core.schema.EventSchema;
import java.util.List;

/**
 * A result that one side of a comparison has and the other has not.
 *
 * @param isGained whether the replayed application has it, and what it is compared with has not; else the other way round
 * @param schema of the values
 * @param position {@link io.sabot.core.batch.Position} of the input row that caused it
 * @param firstPosition of the first input row that it was made from
 * @param seq log entry that caused it
 * @param timeNs log time of that entry
 * @param values null for NULL; Boolean, Integer (DATE: days), Long (TIME, TIMESTAMP, INTERVAL: nanoseconds), Double,
 *     BigDecimal, String, a ByteBuffer, or a List of these for an ARRAY
 */
public record ReplayDifference(
        boolean isGained,
        String table,
        EventSchema schema,
        long position,
        long firstPosition,
        long seq,
        long timeNs,
        List<Object> values) {}
