package io.sabot.replication;

/** What a node may do when it starts. */
public enum StartMode {
    /**
     * Begins a new cluster if the directory is empty: all members must be there, and all of them new. A node that already
     * belongs to the cluster resumes, so that the mode may stay in a start script.
     */
    BOOTSTRAP,
    /** Goes on where the node left; refuses an empty directory, which could vote acknowledged entries away. */
    RESUME
}
