package io.sabot.journal;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.FrameBody;
import io.sabot.core.batch.RawMemory;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;
import java.nio.charset.StandardCharsets;

/** Reads checked frames from a source. One thread at a time. */
final class FrameReader implements LogReader {
    private final FrameSource source;
    private final SymbolDictionary symbols; // null: no dictionary
    private final FrameChecker checker;
    private final EventBatch view = EventBatch.view();

    FrameReader(FrameSource source, SymbolDictionary symbols, FrameChecker checker) {
        this.source = source;
        this.symbols = symbols;
        this.checker = checker;
    }

    FrameSource source() {
        return source;
    }

    FrameChecker checker() {
        return checker;
    }

    @Override
    public boolean next() {
        if (!source.next()) {
            return false;
        }
        checker.check(source);
        return true;
    }

    @Override
    public FrameHeader header() {
        return checker.header();
    }

    @Override
    public EventBatch batch(EventSchema schema) {
        FrameHeader header = header();
        if (header.columns() != schema.columnCount()) {
            throw wrongContent(header.columns() + " columns, the schema has " + schema.columnCount());
        }
        int content = contentOffset();
        try {
            FrameBody.wrap(
                    view,
                    schema,
                    symbols,
                    header.rows(),
                    source.address() + FrameDescriptor.HEADER_BYTES,
                    source.address() + content,
                    header.frameBytes() - content);
        } catch (IllegalArgumentException e) {
            throw wrongContent(e.getMessage());
        }
        view.seq(header.seq());
        return view;
    }

    private int contentOffset() {
        return FrameDescriptor.contentOffset(header().columns(), header().dictionaryBytes());
    }

    private RuntimeException wrongContent(String detail) {
        return JournalErrors.broken(Fault.CONTENT, header().seq(), source, detail);
    }

    @Override
    public byte[] payload() {
        int content = contentOffset();
        byte[] payload = new byte[header().frameBytes() - content];
        RawMemory.copyToArray(source.address() + content, payload, 0, payload.length);
        return payload;
    }

    @Override
    public RejectedRecord reject() {
        RejectedRecord record = header().type() == FrameType.REJECT ? RejectPayload.decode(payload()) : null;
        if (record == null) {
            throw wrongContent("no rejected record");
        }
        return record;
    }

    @Override
    public EventSchema schema() {
        if (header().type() != FrameType.DDL) {
            throw wrongContent("no schema");
        }
        try {
            return SchemaText.parse(new String(payload(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw wrongContent(e.getMessage());
        }
    }

    @Override
    public void close() {
        source.close();
        view.close();
    }
}
