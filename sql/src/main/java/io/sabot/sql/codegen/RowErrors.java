package io.sabot.sql.codegen;

/** Takes the rows whose expressions failed. */
public interface RowErrors {
    /** @param message for people */
    void failed(int row, String message);
}
