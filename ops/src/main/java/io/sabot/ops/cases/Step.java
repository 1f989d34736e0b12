package io.sabot.ops.cases;

import io.sabot.ops.cases.ScriptText.Span;

/** What a case does, in the order of its text. */
sealed interface Step {
    /** For messages. */
    Span span();

    /** Gives a table rows. */
    record Insert(Token table, Records records, Span span) implements Step {}

    /** @param table null for all */
    record End(Token table, Span span) implements Step {}

    /** Moves the clock to a time, or on by as much. */
    record Advance(boolean isTo, Token amount, Span span) implements Step {}

    /** Compares what has come since the last time. */
    record Expect(Token output, boolean isOrdered, Records records, Span span) implements Step {}
}
