package io.sabot.engine;

import java.util.List;

/** Closes many things although one of them fails. */
final class Closing {
    private Closing() {}

    /** In order; the first failure is thrown at the end, the others are attached to it. */
    static void all(List<? extends AutoCloseable> parts) {
        RuntimeException failure = null;
        for (AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                RuntimeException thrown =
                        e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
                if (failure == null) {
                    failure = thrown;
                } else {
                    failure.addSuppressed(thrown);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
