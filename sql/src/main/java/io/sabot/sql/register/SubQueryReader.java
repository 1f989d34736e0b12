package io.sabot.sql.register;

/** A generated kernel whose expressions read the results of sub-queries. */
public interface SubQueryReader {
    /** Called once, before the first row; they are filled before the first row, too. */
    void subQueries(SubQueryResult[] results);
}
