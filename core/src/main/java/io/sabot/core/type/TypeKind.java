package io.sabot.core.type;

/** The value families of Sabot's SQL; precision, scale and nullability are in {@link SqlType}. */
public enum TypeKind {
    BOOLEAN,
    INT,
    BIGINT,
    DOUBLE,
    DECIMAL,
    VARCHAR,
    BINARY,
    DATE,
    TIME,
    TIMESTAMP,
    INTERVAL,
    ARRAY;

    /** How a value of this kind lies in a column; VARCHAR may also be {@link Storage#VIEW128}. */
    public Storage defaultStorage() {
        return switch (this) {
            case BOOLEAN -> Storage.BIT;
            case INT, DATE -> Storage.INT32;
            case BIGINT, TIME, TIMESTAMP, INTERVAL -> Storage.INT64;
            case DOUBLE -> Storage.FLOAT64;
            case DECIMAL -> Storage.DECIMAL128;
            case VARCHAR -> Storage.SYMBOL32;
            case BINARY, ARRAY -> Storage.VIEW128;
        };
    }
}
