package io.sabot.ops.cases;

import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds files of cases. */
final class TestFiles {
    private TestFiles() {}

    /**
     * Files as they are named, of directories all that end in {@value TestScriptParser#SUFFIX}, in the order of their names.
     *
     * @throws SabotException OPS-0405 if there are none
     */
    static Set<Path> of(List<Path> places) {
        Set<Path> files = new LinkedHashSet<>();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                files.addAll(in(place));
            } else {
                files.add(place);
            }
        }
        return files;
    }

    private static List<Path> in(Path directory) {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> files = walk.filter(file -> file.toString().endsWith(TestScriptParser.SUFFIX))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw SabotException.configuration(
                        "OPS-0405", "there is no file *" + TestScriptParser.SUFFIX + " in " + directory, null);
            }
            return files;
        } catch (IOException e) {
            throw SabotException.configuration("OPS-0405", directory + " cannot be read: " + e.getMessage(), null);
        }
    }
}
