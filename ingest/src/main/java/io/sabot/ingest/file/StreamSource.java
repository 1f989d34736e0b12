package io.sabot.ingest.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Chunks from a daemon thread that blocks in an {@link InputStream}. A fixed number of arrays goes round between the
 * thread and the caller, who never waits.
 */
final class StreamSource implements ByteSource {
    private static final int CHUNKS = 4;
    private static final int CHUNK_BYTES = 64 * 1024;

    /** Handed over by the queues; one side has it at a time. */
    private static final class Chunk {
        final byte[] bytes = new byte[CHUNK_BYTES];
        int length; // END marks the last
        int next;
        IOException failure;
    }

    private final InputStream in; // not owned
    private final String name;
    private final BlockingQueue<Chunk> filled = new ArrayBlockingQueue<>(CHUNKS);
    private final BlockingQueue<Chunk> empty = new ArrayBlockingQueue<>(CHUNKS);
    private final Thread thread;
    private Chunk current;

    StreamSource(InputStream in, String name) {
        this.in = in;
        this.name = name;
        for (int i = 0; i < CHUNKS; i++) {
            empty.add(new Chunk());
        }
        thread = new Thread(this::run, "sabot-input-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            Chunk chunk;
            do {
                chunk = empty.take();
                fill(chunk);
                filled.put(chunk);
            } while (chunk.length >= 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed: nobody takes chunks any more
        }
    }

    private void fill(Chunk chunk) {
        chunk.next = 0;
        try {
            chunk.length = in.read(chunk.bytes);
        } catch (IOException e) {
            chunk.length = END;
            chunk.failure = e;
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (current == null) {
            current = filled.poll();
        }
        if (current == null) {
            return 0;
        }
        if (current.failure != null) {
            throw FileErrors.unreadable(name, current.failure);
        }
        if (current.length < 0) {
            return END;
        }
        int count = Math.min(length, current.length - current.next);
        System.arraycopy(current.bytes, current.next, target, offset, count);
        current.next += count;
        if (current.next == current.length) {
            empty.add(current);
            current = null;
        }
        return count;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
