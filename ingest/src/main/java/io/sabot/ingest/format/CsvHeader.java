package io.sabot.ingest.format;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.format.FormatSpec.Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Maps a first record to columns. */
final class CsvHeader {
    private CsvHeader() {}

    /**
     * Column of each field, {@link EventSchema#NO_COLUMN} for fields that nobody asked for; null if the record is no
     * header. Names match without regard to case; of several the one of equal case counts, else the first.
     *
     * @throws SabotException with every missing column if there must be a header
     */
    static int[] map(String[] fields, EventSchema schema, Header header) {
        int[] columns = new int[fields.length];
        Arrays.fill(columns, EventSchema.NO_COLUMN);
        List<Problem> problems = new ArrayList<>();
        for (int column = 0; column < schema.columnCount(); column++) {
            String name = schema.column(column).name();
            int field = fieldOf(name, fields);
            if (field >= 0) {
                columns[field] = column;
            } else if (header == Header.AUTO) {
                return null;
            } else {
                problems.add(Problem.of(
                        "ING-0102",
                        "the header of the CSV input has no column '" + name + "'",
                        Nearest.hint(name, List.of(fields))));
            }
        }
        if (!problems.isEmpty()) {
            throw new SabotException(ExitCode.CONFIGURATION, problems);
        }
        return columns;
    }

    private static int fieldOf(String name, String[] fields) {
        int found = -1;
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].equals(name)) {
                return i;
            }
            if (found < 0 && fields[i].equalsIgnoreCase(name)) {
                found = i;
            }
        }
        return found;
    }
}
