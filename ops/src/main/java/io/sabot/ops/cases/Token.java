package io.sabot.ops.cases;

/**
 * A word of a file of cases.
 *
 * @param text without quotes
 */
record Token(Kind kind, String text, ScriptText.Span span) {
    enum Kind {
        WORD,
        /** In double quotes or backticks. */
        NAME,
        STRING,
        NUMBER,
        /** Between two {@code $$}. */
        BLOCK,
        SYMBOL,
        END
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isSymbol(char symbol) {
        return kind == Kind.SYMBOL && text.charAt(0) == symbol;
    }

    /** For messages. */
    String shown() {
        return switch (kind) {
            case END -> "the end of the file";
            case STRING -> "'" + text + "'";
            case BLOCK -> "$$";
            default -> "'" + text + "'";
        };
    }
}
