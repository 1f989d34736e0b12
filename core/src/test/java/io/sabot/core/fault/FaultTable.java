package io.sabot.core.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes the table of {@code docs/reliability.md} from what the last run of the fault tests recorded. Depends on nothing,
 * so that it runs from its source: {@code java core/src/test/java/io/sabot/core/fault/FaultTable.java} in the project's
 * directory.
 */
public final class FaultTable {
    private static final String BEGIN = "<!-- faults: begin; written by FaultTable -->";
    private static final String END = "<!-- faults: end -->";
    private static final Path PAGE = Path.of("docs", "reliability.md");

    /** By number. */
    private static final Map<Integer, String> FAULTS = new TreeMap<>(Map.ofEntries(
            Map.entry(1, "killed at random instants under load"),
            Map.entry(2, "acknowledgement lost, the client sends again"),
            Map.entry(3, "power cut"),
            Map.entry(4, "killed inside a half-written document; a dead owner's lock"),
            Map.entry(5, "crash exactly where a file of the log begins"),
            Map.entry(6, "one bit flipped"),
            Map.entry(7, "disk full, then space is freed"),
            Map.entry(8, "I/O error from sync or write"),
            Map.entry(9, "slow disk"),
            Map.entry(10, "crash at every step of a checkpoint"),
            Map.entry(11, "newest checkpoint damaged"),
            Map.entry(12, "the leader of a cluster is killed with entries under way"),
            Map.entry(13, "a leader sleeps, is replaced, and wakes"),
            Map.entry(14, "members of a cluster do not reach each other"),
            Map.entry(15, "packets between members are lost"),
            Map.entry(16, "clock jumps by an hour"),
            Map.entry(17, "a member's directory is lost"),
            Map.entry(18, "the whole cluster goes down"),
            Map.entry(19, "a slow or failing application on the member that becomes leader"),
            Map.entry(20, "sink answers too late, is down, refuses a row")));

    private FaultTable() {}

    /** A test, all of its invocations together. */
    private static final class Row {
        final int number;
        final String how;
        final String test;
        final List<String> seeds = new ArrayList<>();
        String result = "passed";
        String reason = "";
        String note = "";
        long times;
        long ms;

        Row(Map<String, String> record) {
            number = Integer.parseInt(record.get("number"));
            how = record.get("how");
            test = record.get("test");
        }

        void add(Map<String, String> record) {
            times += Long.parseLong(record.get("times"));
            ms += Long.parseLong(record.get("ms"));
            if (!record.get("seed").isEmpty()) {
                seeds.add(record.get("seed"));
            }
            if (!record.get("note").isEmpty()) {
                note = record.get("note");
            }
            if (!record.get("result").equals("passed")) {
                result = record.get("result").toUpperCase(java.util.Locale.ROOT);
                reason = record.get("reason");
            }
        }

        String line() {
            String told = result + (reason.isEmpty() ? "" : ": " + reason) + (note.isEmpty() ? "" : "; " + note);
            return "| " + number + " " + FAULTS.get(number) + " | " + cell(how) + " | " + times + " | " + cell(told)
                    + " | " + String.join(", ", seeds) + " | " + (ms + 999) / 1000 + " s | `" + test + "` |";
        }

        private static String cell(String text) {
            return text.replace("|", "\\|");
        }
    }

    public static void main(String[] arguments) throws IOException {
        List<Map<String, String>> records = new ArrayList<>();
        for (Path file : files()) {
            records.add(read(file));
        }
        if (records.isEmpty()) {
            throw new IllegalStateException("nothing is recorded: run mvn verify -Pfaults first");
        }
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(PAGE + " has no place for the table");
        }
        String table = table(records);
        Files.writeString(PAGE, page.substring(0, begin) + BEGIN + "\n" + table + page.substring(end));
        System.out.print(table);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of(""), 5)) {
            return all.filter(file -> file.toString().endsWith(".txt"))
                    .filter(file -> file.toString().contains("target/faults/"))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> record = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            record.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return record;
    }

    private static String table(List<Map<String, String>> records) {
        Map<String, Row> rows = new TreeMap<>();
        records.forEach(record -> rows.computeIfAbsent(record.get("test"), test -> new Row(record))
                .add(record));
        List<Row> sorted = new ArrayList<>(rows.values());
        sorted.sort(Comparator.comparingInt((Row row) -> row.number).thenComparing(row -> row.test));
        List<String> times =
                records.stream().map(record -> record.get("at")).sorted().toList();
        StringBuilder out = new StringBuilder();
        out.append("Recorded from ")
                .append(times.get(0))
                .append(" to ")
                .append(times.get(times.size() - 1))
                .append(" on JDK ")
                .append(records.get(0).get("jdk"))
                .append(": ");
        out.append(sorted.size()).append(" tests, ");
        out.append(count(sorted, "passed")).append(" passed, ");
        out.append(count(sorted, "FAILED")).append(" failed, ");
        out.append(count(sorted, "SKIPPED")).append(" skipped.");
        records.stream()
                .map(record -> record.get("percent"))
                .distinct()
                .filter(percent -> !percent.equals("100"))
                .forEach(percent ->
                        out.append(" Long loops ran at ").append(percent).append(" % of their length."));
        out.append("\n\n");
        out.append("| fault | how it is made | times | result | seed | took | test |\n");
        out.append("|---|---|---|---|---|---|---|\n");
        sorted.forEach(row -> out.append(row.line()).append('\n'));
        FAULTS.forEach((number, name) -> {
            if (sorted.stream().noneMatch(row -> row.number == number)) {
                out.append("| ").append(number).append(' ').append(name).append(" | | 0 | NOT RUN | | | |\n");
            }
        });
        return out.toString();
    }

    private static long count(List<Row> rows, String result) {
        return rows.stream().filter(row -> row.result.equals(result)).count();
    }
}
