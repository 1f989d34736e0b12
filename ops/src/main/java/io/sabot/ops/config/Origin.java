package io.sabot.ops.config;

/**
 * Where a value comes from.
 *
 * @param source file, variable or option; empty for a default
 * @param line of the key in the file, 1-based; 0 where that is not known
 */
public record Origin(Layer layer, String source, int line, int column) {
    /** Later ones win. */
    public enum Layer {
        DEFAULT,
        FILE,
        ENVIRONMENT,
        SCRIPT,
        COMMAND_LINE
    }

    static final Origin DEFAULT = new Origin(Layer.DEFAULT, "", 0, 0);

    static Origin of(Layer layer, String source) {
        return new Origin(layer, source, 0, 0);
    }

    /** For people: {@code sabot.yaml:3:5}, {@code environment SABOT__SERVER__PORT}. */
    @Override
    public String toString() {
        return switch (layer) {
            case DEFAULT -> "default";
            case FILE -> source + ":" + line + ":" + column;
            case ENVIRONMENT -> "environment " + source;
            case SCRIPT -> "SET in " + source;
            case COMMAND_LINE -> source;
        };
    }
}
