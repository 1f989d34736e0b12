package io.sabot.engine;

import io.sabot.core.error.SabotException;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import java.util.HashMap;
import java.util.Map;

/**
 * Compares the hash of the state at each barrier of the log with what the log says it was. Barriers are told before the
 * entries that have their hashes.
 */
final class StateHashes {
    private final Map<Long, Long> byBarrier = new HashMap<>();

    /** Content of a STATE_HASH frame. */
    static byte[] payload(long barrierSeq, long hash, String fingerprint) {
        StateOutput out = new StateOutput();
        out.putLong(barrierSeq);
        out.putLong(hash);
        out.putText(fingerprint);
        return out.toBytes();
    }

    void put(long barrierSeq, long hash) {
        byBarrier.put(barrierSeq, hash);
    }

    /**
     * @return false if the state at the barrier is not known, or is another application's
     * @throws SabotException ENG-0304 if it was another
     */
    boolean compare(byte[] payload, String fingerprint) {
        StateInput in = new StateInput(payload, null);
        long barrierSeq = in.getLong();
        long logged = in.getLong();
        Long computed = byBarrier.remove(barrierSeq);
        if (computed == null || !in.getText().equals(fingerprint)) {
            return false; // made by another application, or before the checkpoint that was loaded
        }
        if (computed != logged) {
            throw SabotException.failed(
                    "ENG-0304",
                    "at log entry " + barrierSeq + " the state has hash " + Long.toHexString(computed) + ", and had "
                            + Long.toHexString(logged) + " when the log was written",
                    "a user function, or the engine, does not depend on the log alone: please report it with the log",
                    null);
        }
        return true;
    }
}
