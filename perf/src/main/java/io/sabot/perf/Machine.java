package io.sabot.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a figure is worth nothing without. */
final class Machine {
    private Machine() {}

    static String line(Path parent) throws IOException {
        return cpu() + ", " + Runtime.getRuntime().availableProcessors() + " processors; "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + "; Java "
                + System.getProperty("java.vm.version") + "; data in " + parent + " ("
                + Files.getFileStore(parent).type() + ")";
    }

    private static String cpu() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.exists(file)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    /** Load averages, or nothing where there are none. */
    static String load() throws IOException {
        Path file = Path.of("/proc/loadavg");
        return Files.exists(file) ? "load " + Files.readString(file).trim() : "";
    }

    /** A number of a file below /proc/self, such as {@code status} and {@code VmRSS:}; 0 where there is none. */
    static long self(String file, String name) throws IOException {
        Path path = Path.of("/proc/self", file);
        if (!Files.exists(path)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(path)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }
}
