package io.sabot.ops;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Standard output, without the encoding of the platform and without a lock per character. */
final class Standard {
    private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private Standard() {}

    static OutputStream out() {
        return OUT;
    }

    static void print(String text) {
        try {
            OUT.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
