package io.sabot.perf;

import io.sabot.engine.Replay;
import io.sabot.engine.ReplayListener;
import io.sabot.engine.ReplayRequest;
import io.sabot.engine.ReplayResult;
import java.nio.file.Path;

/** The log of a run read again by the same query, on one thread; what wrote it is not measured. */
final class ReplayProgram implements Program {
    private final Workload workload;
    private final boolean isCompared;

    /** @param isCompared whether results are compared with the recorded ones */
    ReplayProgram(Workload workload, boolean isCompared) {
        this.workload = workload;
        this.isCompared = isCompared;
    }

    @Override
    public String name() {
        return isCompared ? "replay --diff" : "replay";
    }

    @Override
    public Run run(Ticks ticks, Path directory) throws Exception {
        new SabotProgram(workload).run(ticks, directory);
        ReplayRequest request = ReplayRequest.of(directory);
        ThreadBytes bytes = ThreadBytes.ofCurrent();
        ReplayResult result =
                isCompared ? Replay.compare(request, ReplayListener.NONE) : Replay.run(request, ReplayListener.NONE);
        if (result.rows() != ticks.rows() || result.isDifferent()) {
            throw new IllegalStateException("the replay is another: " + result);
        }
        return new Run(result.elapsedNs(), result.outputs().get(Workload.OUTPUT), 0, bytes.sofar());
    }
}
