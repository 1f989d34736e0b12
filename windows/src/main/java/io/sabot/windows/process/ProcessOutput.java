package io.sabot.windows.process;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.Input;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.type.SqlType;
import io.sabot.state.KeyDecoder;
import io.sabot.state.keyed.CollectedRows;
import io.sabot.state.keyed.KeyedStates;
import java.util.Arrays;
import java.util.List;

/** The rows of a keyed function, the key's columns in front. */
final class ProcessOutput extends CollectedRows {
    private final KeyedStates states; // not owned
    private final KeyDecoder decoder;

    ProcessOutput(KeyedProcessSpec spec, KeyedStates states, MemoryPool pool, Input downstream) {
        super(spec.output(), spec.keyColumns().length, pool, downstream);
        this.states = states;
        List<SqlType> keyTypes = Arrays.stream(spec.keyColumns())
                .mapToObj(spec.input()::column)
                .map(ColumnSpec::type)
                .toList();
        this.decoder = new KeyDecoder(keyTypes);
    }

    @Override
    protected void beginColumns(EventBatch batch, int row) {
        int key = states.key();
        decoder.decode(states.keys().keyAddress(key), states.keys().keyLength(key), batch, row, 0);
    }
}
