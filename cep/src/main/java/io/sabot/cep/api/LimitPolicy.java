package io.sabot.cep.api;

/** What happens when a key has more partial matches than it may. */
public enum LimitPolicy {
    /** The application stops. */
    ERROR,
    /** Those that began first are given up, and counted. */
    DROP_OLDEST,
    /** Those that began last are given up, and counted. */
    DROP_NEWEST
}
