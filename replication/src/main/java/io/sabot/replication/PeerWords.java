package io.sabot.replication;

import io.sabot.replication.PresenceDescriptor.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The last word of each peer, and what follows from them. One thread writes, any reads. */
final class PeerWords {
    /**
     * A peer's last word, and when it was heard.
     *
     * @param isOfOurCluster whether it began, or was cloned into, the cluster that this node belongs to
     */
    record Heard(Word word, long atNs, boolean isOfOurCluster) {
        long ageNs() {
            return System.nanoTime() - atNs;
        }
    }

    private final AtomicReferenceArray<Heard> heard;

    PeerWords(int peers) {
        heard = new AtomicReferenceArray<>(peers);
    }

    void set(int peer, Heard word) {
        heard.set(peer, word);
    }

    /** Null if the peer was never heard. */
    Heard get(int peer) {
        return heard.get(peer);
    }

    /** Those heard within that time. */
    List<Word> within(long ageNs) {
        List<Word> words = new ArrayList<>();
        for (int i = 0; i < heard.length(); i++) {
            Heard one = heard.get(i);
            if (one != null && one.ageNs() <= ageNs) {
                words.add(one.word());
            }
        }
        return words;
    }

    /**
     * Up to where a majority, this node included, has handed on the log in this term. What a member once said of a term stays
     * true, so its age does not matter.
     *
     * @param positions room for one number per member
     */
    long stablePosition(long term, long position, long[] positions) {
        for (int i = 0; i < heard.length(); i++) {
            Heard one = heard.get(i);
            boolean counts = one != null && one.isOfOurCluster() && one.word().term() == term;
            positions[i] = counts ? one.word().position() : CommittedEntries.NO_POSITION;
        }
        positions[heard.length()] = position;
        Arrays.sort(positions);
        return positions[positions.length - (positions.length / 2 + 1)];
    }
}
