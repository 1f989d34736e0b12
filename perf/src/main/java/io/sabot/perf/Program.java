package io.sabot.perf;

import java.nio.file.Path;

/** One way to do a workload. */
interface Program {
    String name();

    /**
     * Does all of it once.
     *
     * @param directory empty; gets what the program writes
     */
    Run run(Ticks ticks, Path directory) throws Exception;
}
