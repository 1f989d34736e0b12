package io.sabot.sql.pattern;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.type.Storage;

/**
 * Strings in registers, as numbers: a symbol is its dictionary's id, other text is interned here. Ids never leave the
 * operator; two numbers may stand for one text.
 */
public final class StringRegisters {
    private final SymbolDictionary interned = new SymbolDictionary();
    private SymbolDictionary symbols; // not owned

    public int store(Column column, int row) {
        if (column.storage() == Storage.SYMBOL32) {
            symbols = column.dictionary();
            return column.getSymbol(row) << 1;
        }
        return interned.idOf(column.bytesAddress(row), column.bytesLength(row)) << 1 | 1;
    }

    public int store(String text) {
        return interned.idOf(text) << 1 | 1;
    }

    public String get(int number) {
        return ((number & 1) == 0 ? symbols : interned).string(number >>> 1);
    }
}
