package io.sabot.ingest.sink;

/**
 * A result that a sink will never take.
 *
 * @param oseq its number among the results for the sink
 * @param position what caused it: frame of the log and row in it
 * @param row as a JSON object
 */
public record RefusedRow(String sink, long oseq, long position, String reason, String row) {}
