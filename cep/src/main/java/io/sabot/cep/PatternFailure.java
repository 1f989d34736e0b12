package io.sabot.cep;

/** A pattern cannot go on with the rows of one partition. The operator tells people, who want to know which. */
final class PatternFailure extends RuntimeException {
    static final int NO_PARTITION = -1;
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String timeOf;
    private final long timeNs;
    private final String hint;
    private final int keyId;

    private PatternFailure(String code, String message, String timeOf, long timeNs, String hint, int keyId) {
        super(message, null, false, false);
        this.code = code;
        this.timeOf = timeOf;
        this.timeNs = timeNs;
        this.hint = hint;
        this.keyId = keyId;
    }

    /**
     * @param message what is wrong
     * @param timeOf what the time is that of
     */
    PatternFailure(String code, String message, String timeOf, long timeNs, String hint) {
        this(code, message, timeOf, timeNs, hint, NO_PARTITION);
    }

    /** CEP-0102, of a match that was found. */
    static PatternFailure noRowToSkipTo(PatternSpec.Skip skip, long thread) {
        String name = skip.name() == null ? "a variable" : skip.name();
        String which = skip.isToFirst() ? "first" : "last";
        boolean isMissing = ThreadDescriptor.skipRow(thread) < 0;
        return new PatternFailure(
                "CEP-0102",
                "AFTER MATCH SKIP TO " + (skip.isToFirst() ? "FIRST " : "LAST ") + name + ": "
                        + (isMissing
                                ? "no row of the match is mapped to " + name
                                : "the " + which + " row of " + name
                                        + " is the match's first row, where the same match would be found again"),
                "the match ended at",
                ThreadDescriptor.endTimeNs(thread),
                "skip to a variable that every match maps behind its first row, or SKIP PAST LAST ROW, or TO NEXT ROW");
    }

    PatternFailure in(int partition) {
        return new PatternFailure(code, getMessage(), timeOf, timeNs, hint, partition);
    }

    String code() {
        return code;
    }

    String timeOf() {
        return timeOf;
    }

    long timeNs() {
        return timeNs;
    }

    String hint() {
        return hint;
    }

    /** Partition, or {@link #NO_PARTITION}. */
    int keyId() {
        return keyId;
    }
}
