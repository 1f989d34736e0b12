package io.sabot.core.error;

/** Exit codes of the process; those above 63 are sysexits.h's. */
public enum ExitCode {
    DONE(0),
    FAILED(1),
    USAGE(2),
    /** What was compared is not the same. */
    DIFFERENT(3),
    BAD_DATA(65),
    UNAVAILABLE(69),
    CONFIGURATION(78);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
