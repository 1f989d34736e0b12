package io.sabot.ops.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lines that scroll by, and on a terminal a few below them that are drawn again and again. Uses no more of the terminal
 * than that, so that everything can be scrolled back to. Any thread.
 */
final class Screen {
    private static final String CLEAR_LINE = "\r\u001b[2K";
    private static final String UP_AND_CLEAR = "\u001b[1A\u001b[2K";
    // A line that is wider than the terminal would wrap, and the next drawing miss it.
    private static final String WRAP_OFF = "\u001b[?7l";
    private static final String WRAP_ON = "\u001b[?7h";

    private final OutputStream out;
    private final Style style;
    private List<String> status = List.of();
    private volatile boolean isGone;

    Screen(OutputStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    static Screen ofStandardOutput() {
        return new Screen(new FileOutputStream(FileDescriptor.out), Style.ofStandardOutput());
    }

    Style style() {
        return style;
    }

    boolean isTerminal() {
        return style.isTerminal();
    }

    /** Whether nobody reads any more. */
    boolean isGone() {
        return isGone;
    }

    synchronized void line(String text) {
        StringBuilder all = new StringBuilder();
        erase(all);
        all.append(text).append('\n');
        draw(all);
        write(all);
    }

    /** Draws the lines at the bottom anew; on anything but a terminal they are nothing. */
    synchronized void status(List<String> lines) {
        if (isTerminal()) {
            StringBuilder all = new StringBuilder();
            erase(all);
            status = List.copyOf(lines);
            draw(all);
            write(all);
        }
    }

    void clearStatus() {
        status(List.of());
    }

    private void erase(StringBuilder to) {
        if (!status.isEmpty()) {
            to.append(CLEAR_LINE).append(UP_AND_CLEAR.repeat(status.size() - 1)).append('\r');
        }
    }

    private void draw(StringBuilder to) {
        if (!status.isEmpty()) {
            to.append(WRAP_OFF).append(String.join("\n", status)).append(WRAP_ON);
        }
    }

    private void write(StringBuilder text) {
        if (isGone) {
            return;
        }
        try {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            isGone = true; // nobody reads on, as with "| head": whoever works for the screen asks and stops
        }
    }
}
