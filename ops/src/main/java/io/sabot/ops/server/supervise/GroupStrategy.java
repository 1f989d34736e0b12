package io.sabot.ops.server.supervise;

/** Who is started again with an application of the same group that is. */
public enum GroupStrategy {
    /** Nobody. */
    ONE_FOR_ONE,
    /** All of the group. */
    ONE_FOR_ALL,
    /** Those of the group that were deployed after it. */
    REST_FOR_ONE
}
