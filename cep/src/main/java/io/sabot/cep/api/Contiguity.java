package io.sabot.cep.api;

/** Which rows may lie between a row of a match and the next one. */
public enum Contiguity {
    /** None. */
    STRICT,
    /** Such as the next one could not be: it is the first that fits. */
    RELAXED,
    /** Any: every row that fits makes a match of its own. */
    ANY
}
