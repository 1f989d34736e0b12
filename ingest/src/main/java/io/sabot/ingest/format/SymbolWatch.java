package io.sabot.ingest.format;

import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.TypeKind;

/**
 * Finds the VARCHAR columns whose values do not repeat, so that they are laid out plain instead of filling the
 * dictionary. One thread.
 */
final class SymbolWatch {
    /** Longer values are not worth a dictionary entry. */
    static final int MAX_SYMBOL_BYTES = 1024;

    private final int maxNewSymbols;
    private final int[] created;
    private final boolean[] isPlain;

    SymbolWatch(EventSchema schema, int maxNewSymbols) {
        this.maxNewSymbols = maxNewSymbols;
        this.created = new int[schema.columnCount()];
        this.isPlain = new boolean[schema.columnCount()];
    }

    boolean[] plainColumns() {
        return isPlain;
    }

    void onCreated(int column) {
        if (++created[column] > maxNewSymbols) {
            isPlain[column] = true;
        }
    }

    void makePlain(int column, TypeKind kind) {
        assert kind == TypeKind.VARCHAR : kind;
        isPlain[column] = true;
    }
}
