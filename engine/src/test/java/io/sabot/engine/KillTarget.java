package io.sabot.engine;

import io.sabot.core.error.SabotException;
import io.sabot.state.CheckpointInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The process that {@link KillTest} kills: runs the SQL file of a directory to its end. */
final class KillTarget {
    static final String RUNNING = "running after ";
    static final String DONE = "done ";

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Small, for many checkpoints. */
    private static final long CHECKPOINT_LOG_BYTES = 24 << 10;

    private KillTarget() {}

    private static SabotConfig config(Path directory, long pauseNs) {
        SabotConfig config = SabotConfig.in(directory.resolve("data"))
                .withReserveBytes(0)
                .withCheckpointLogBytes(CHECKPOINT_LOG_BYTES);
        return config.withListener(new EngineListener() {
            @Override
            public void onRecovery(CheckpointInfo checkpoint, long lastSeq) {
                System.out.println("recovers from " + (checkpoint == null ? "the start" : "entry " + checkpoint.seq())
                        + " of " + lastSeq);
            }

            @Override
            public void onCheckpointRefused(String problem) {
                System.out.println("refused: " + problem);
            }

            @Override
            public void onFrame(String table, int rows, long handedInNs) {
                if (pauseNs > 0) {
                    LockSupport.parkNanos(pauseNs);
                }
            }
        });
    }

    /** @param arguments the directory, and how long to pause after each frame, in nanoseconds */
    public static void main(String[] arguments) throws InterruptedException {
        Path directory = Path.of(arguments[0]);
        try (Sabot sabot = Sabot.open(config(directory, Long.parseLong(arguments[1])))) {
            sabot.execute(directory.resolve("app.sql"));
            System.out.println(RUNNING + sabot.rows() + " rows");
            boolean hasEnded = sabot.awaitEnd(PATIENCE);
            System.out.println((hasEnded ? DONE : "not done ") + sabot.rows() + " rows, " + sabot.rejects()
                    + " rejects, " + sabot.deadLetters() + " dead letters, outputs " + sabot.outputs());
        } catch (SabotException e) {
            System.out.println("failed " + e.getMessage());
            System.exit(e.exitCode().code());
        }
    }
}
