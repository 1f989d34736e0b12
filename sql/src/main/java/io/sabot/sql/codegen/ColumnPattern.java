package io.sabot.sql.codegen;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.type.Storage;
import io.sabot.sql.function.LikePattern;
import java.util.Arrays;

/** A LIKE pattern against one column; of a dictionary's entry it remembers the answer. Owned by one thread. */
public final class ColumnPattern {
    private static final byte MATCHES = 1;
    private static final byte DIFFERS = 2;

    private final LikePattern pattern;
    private SymbolDictionary dictionary; // not owned
    private byte[] answers = {};

    public ColumnPattern(LikePattern pattern) {
        this.pattern = pattern;
    }

    public void bind(Column column) {
        if (column.storage() == Storage.SYMBOL32 && column.dictionary() != dictionary) {
            dictionary = column.dictionary();
            answers = new byte[0];
        }
    }

    /** @param row must not be null */
    public boolean matches(Column column, int row) {
        if (column.storage() != Storage.SYMBOL32) {
            return pattern.matches(column.getString(row));
        }
        int symbol = column.getSymbol(row);
        byte answer = symbol < answers.length ? answers[symbol] : 0;
        return (answer != 0 ? answer : ask(symbol)) == MATCHES;
    }

    private byte ask(int symbol) {
        if (symbol >= answers.length) {
            answers = Arrays.copyOf(answers, Math.max(symbol + 1, dictionary.size()));
        }
        answers[symbol] = pattern.matches(dictionary.string(symbol)) ? MATCHES : DIFFERS;
        return answers[symbol];
    }
}
