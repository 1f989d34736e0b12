package io.sabot.ingest.sink;

import io.sabot.core.error.FullDisk;
import io.sabot.core.error.Problem;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a sink writes to, as long as every step went well: after a failure nobody knows what the disk has, and nothing is
 * tried again. One thread.
 */
final class WrittenFiles {
    /** A step that may fail. */
    interface Step {
        void run() throws IOException;
    }

    private final Path path;
    private boolean isUsable = true;
    private boolean isClosed;

    /** @param path for messages */
    WrittenFiles(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** @throws IllegalStateException after a failure, or once closed */
    void requireUsable() {
        if (!isUsable || isClosed) {
            throw new IllegalStateException(isClosed ? "the sink is closed" : "the sink has failed before");
        }
    }

    /** @throws io.sabot.core.error.SabotException SNK-0102 */
    void write(Step step) {
        isUsable = false;
        run(step);
        isUsable = true;
    }

    /**
     * As {@link #write}, of a step that goes on where it was when it is run again.
     *
     * @return null, or that the disk is full
     */
    Problem writeIfSpace(Step step) {
        isUsable = false;
        Problem full = null;
        try {
            step.run();
        } catch (IOException e) {
            if (!FullDisk.isCauseOf(e, path.toAbsolutePath().getParent())) {
                throw SinkErrors.unwritable(path, e);
            }
            full = SinkErrors.noSpace(path);
        }
        isUsable = true;
        return full;
    }

    /** Runs the step the first time, and not again. */
    void close(Step step) {
        if (!isClosed) {
            isClosed = true;
            run(step);
        }
    }

    private void run(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw SinkErrors.unwritable(path, e);
        }
    }
}
