package io.sabot.ingest.ring;

import io.sabot.core.error.SabotException;
import java.nio.charset.StandardCharsets;

/**
 * Says who will number batches of a stream.
 *
 * @param name stays with the producer over restarts
 * @param epoch from 1; a newer one fences older ones. {@link #CURRENT_EPOCH} goes on with what is
 */
public record ProducerHello(String name, int epoch, ProducerReplies replies) {
    public static final int CURRENT_EPOCH = 0;

    /** Of a name, in UTF-8. */
    public static final int MAX_NAME_BYTES = 128;

    /** @throws SabotException ING-0405 if the name is none, ING-0406 if the epoch is negative */
    public ProducerHello {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        boolean isPlain = name.codePoints().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
        if (bytes == 0 || bytes > MAX_NAME_BYTES || !isPlain) {
            throw SabotException.configuration(
                    "ING-0405",
                    "a producer's name has 1 to " + MAX_NAME_BYTES + " bytes and no blanks, unlike '" + name + "'",
                    null);
        }
        if (epoch < 0) {
            throw SabotException.configuration("ING-0406", "a producer's epoch is 1 or more, not " + epoch, null);
        }
    }
}
