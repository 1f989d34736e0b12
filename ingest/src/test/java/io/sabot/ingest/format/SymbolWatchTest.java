package io.sabot.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import io.sabot.ingest.Decoded;
import io.sabot.ingest.ReadLimits;
import io.sabot.ingest.RecordReader.Status;
import io.sabot.ingest.format.FormatSpec.Header;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SymbolWatchTest {
    private final EventSchema schema = Decoded.schema("a VARCHAR, b INT");
    private final MemoryPool pool = MemoryPool.unbounded();
    private final EventBatch batch = EventBatch.slot(pool);
    private FormatSpec spec = FormatSpec.csv().withHeader(Header.NO);
    private RowWriter writer;
    private RecordDecoder decoder;

    @AfterEach
    void close() {
        batch.close();
        pool.close();
    }

    private void open(int maxNewSymbols, String input) {
        writer = new RowWriter(spec, schema, maxNewSymbols);
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        decoder = RecordDecoder.of(writer, bytes.length, null);
        decoder.prepareInput();
        System.arraycopy(bytes, 0, decoder.inputArray(), 0, bytes.length);
        decoder.inputAdded(bytes.length);
    }

    private Status decode(SymbolDictionary symbols) {
        batch.layout(schema, symbols, writer.plainColumns(), 10);
        return decoder.decode(batch);
    }

    @Test
    void shouldLayAColumnOutPlainWhenItsValuesDoNotRepeat() {
        open(2, "x,1\ny,2\nx,3\n");
        assertThat(decode(new SymbolDictionary())).isEqualTo(Status.IDLE);
        assertThat(writer.plainColumns()).containsExactly(false, false);
        open(2, "x,1\ny,2\nz,3\n");
        assertThat(decode(new SymbolDictionary())).isEqualTo(Status.IDLE);
        assertThat(batch.rows()).isEqualTo(3);
        assertThat(writer.plainColumns()).containsExactly(true, false);
    }

    @Test
    void shouldKeepTheRecordWhenTheDictionaryIsFull() {
        SymbolDictionary symbols = new SymbolDictionary(1);
        open(100, "x,1\ny,2\n");
        assertThat(decode(symbols)).isEqualTo(Status.ROWS);
        assertThat(Decoded.row(batch, 0)).isEqualTo("x|1");
        assertThat(batch.rows()).isEqualTo(1);
        assertThat(decode(symbols)).isEqualTo(Status.IDLE);
        assertThat(batch.column(0).storage()).isEqualTo(Storage.VIEW128);
        assertThat(Decoded.row(batch, 0)).isEqualTo("y|2");
    }

    @Test
    void shouldAskForAnewLayoutWithoutRowsForAFirstValueThatIsLong() {
        SymbolDictionary symbols = new SymbolDictionary();
        open(100, "v".repeat(1025) + ",1\n");
        assertThat(decode(symbols)).isEqualTo(Status.ROWS);
        assertThat(batch.rows()).isZero();
        assertThat(decode(symbols)).isEqualTo(Status.IDLE);
        assertThat(batch.column(0).bytesLength(0)).isEqualTo(1025);
        assertThat(symbols.size()).isZero();
    }

    @Test
    void shouldKeepARecordForTheNextBatchWhenTheHeapIsFullAndRejectItIfAnEmptyOneIsTooSmall() {
        spec = spec.withLimits(new ReadLimits(1 << 20, 1 << 20, 8, 64));
        open(0, "v".repeat(150_000) + ",1\n" + "w".repeat(150_000) + ",2\n" + "x".repeat(500_000) + ",3\ny,4\n");
        SymbolDictionary symbols = new SymbolDictionary();
        assertThat(decode(symbols)).isEqualTo(Status.ROWS);
        assertThat(decode(symbols)).isEqualTo(Status.ROWS);
        assertThat(batch.column(1).getInt(0)).isEqualTo(1);
        assertThat(decode(symbols)).isEqualTo(Status.ROWS);
        assertThat(batch.column(1).getInt(0)).isEqualTo(2);
        assertThat(decode(symbols)).isEqualTo(Status.REJECTED);
        assertThat(decoder.reject().cause()).isEqualTo("record does not fit into a batch");
        assertThat(decode(symbols)).isEqualTo(Status.IDLE);
        assertThat(Decoded.row(batch, 0)).isEqualTo("y|4");
    }
}
