package io.sabot.ops.demo;

/** Colours, for terminals whose owner wants them. */
record Style(boolean isTerminal, boolean isColoured) {
    private static final String ESCAPE = "\u001b[";
    private static final String BOLD = "1";
    private static final String DIM = "2";

    static Style ofStandardOutput() {
        // Set by the launcher, which can ask.
        boolean isTerminal = Boolean.getBoolean("sabot.stdout.terminal");
        String refusal = System.getenv("NO_COLOR");
        return new Style(isTerminal, isTerminal && (refusal == null || refusal.isEmpty()));
    }

    String bold(String text) {
        return in(BOLD, text);
    }

    String dim(String text) {
        return in(DIM, text);
    }

    String signed(double value, String text) {
        return in(value < 0 ? "31" : "32", text);
    }

    /** @param code of SGR, as in "1;31" */
    String in(String code, String text) {
        return isColoured ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
    }
}
