package io.sabot.engine;

import io.sabot.ingest.ring.ProducerHello;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Name of the producer that brings dead letters back: it says which, so that the log alone knows what was replayed. {@code
 * dlq:42,57} the first time, {@code dlq:42,57/2} the second.
 *
 * @param seqs log entries of the letters
 */
record ReplayName(List<Long> seqs, int time) {
    private static final Pattern FORM = Pattern.compile("dlq:(\\d{1,18}(?:,\\d{1,18})*)(?:/(\\d{1,9}))?");

    /** Null if the producer is another one. */
    static ReplayName parse(String producer) {
        Matcher matcher = FORM.matcher(producer);
        if (!matcher.matches()) {
            return null;
        }
        List<Long> seqs = new ArrayList<>();
        for (String seq : matcher.group(1).split(",")) {
            seqs.add(Long.parseLong(seq));
        }
        return new ReplayName(seqs, matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2)));
    }

    /** Whether a producer may be called so. */
    boolean fits() {
        return text().length() <= ProducerHello.MAX_NAME_BYTES;
    }

    String text() {
        return "dlq:" + seqs.stream().map(String::valueOf).collect(Collectors.joining(","))
                + (time > 1 ? "/" + time : "");
    }
}
