package io.sabot.ops;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Cuts a file into batches of whole records, at the same places whenever the file begins with the same bytes. */
final class RecordBatches implements AutoCloseable {
    /** A batch of so many may all be bad. */
    private static final int MAX_RECORDS = 512;

    /** A record that is longer is a batch of its own. */
    private static final int MAX_BYTES = 64 * 1024;

    private final InputStream in;
    private final boolean isCsv;
    private final byte[] head;
    private byte[] record;

    /**
     * @param in buffered; closed with this
     * @param isCsv whether line breaks in quotes belong to a record
     * @param hasHead whether the first record is what every batch begins with
     */
    RecordBatches(InputStream in, boolean isCsv, boolean hasHead) throws IOException {
        this.in = in;
        this.isCsv = isCsv;
        byte[] first = hasHead ? readRecord() : null;
        this.head = first == null ? new byte[0] : first;
        this.record = readRecord();
    }

    /** Null if there are no more. */
    byte[] next() throws IOException {
        if (record == null) {
            return null;
        }
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        batch.write(head);
        int records = 0;
        while (record != null && records < MAX_RECORDS && (records == 0 || batch.size() + record.length <= MAX_BYTES)) {
            batch.write(record);
            records++;
            record = readRecord();
        }
        return batch.toByteArray();
    }

    /** With its line break; null at the end. */
    private byte[] readRecord() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean isQuoted = false;
        for (int b = in.read(); b >= 0; b = in.read()) {
            bytes.write(b);
            isQuoted ^= isCsv && b == '"';
            if (b == '\n' && !isQuoted) {
                break;
            }
        }
        return bytes.size() == 0 ? null : bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
