package io.sabot.engine;

import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.core.time.Durations;
import io.sabot.ingest.jdbc.JdbcProgress;
import io.sabot.ingest.jdbc.JdbcSink;
import io.sabot.ingest.jdbc.JdbcSpec;
import io.sabot.ingest.sink.ConsoleSink;
import io.sabot.ingest.sink.FileSink;
import io.sabot.ingest.sink.OutputFormat;
import io.sabot.ingest.sink.RollPolicy;
import io.sabot.ingest.sink.RollingFileSink;
import io.sabot.ingest.sink.Sink;
import io.sabot.journal.Outbox;
import io.sabot.sql.catalog.ConnectorSpec.OptionSpec;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.QueryPlan;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Makes the sinks that WITH declares: checks what it says, and opens them before anything runs. */
final class Sinks {
    static final String JDBC = "jdbc";

    private static final String ROLLING = "rolling";
    private static final String ROLL_ROWS = "roll-rows";
    private static final String ROLL_BYTES = "roll-bytes";
    private static final String ROLL_INTERVAL = "roll-interval";
    private static final List<String> LIMITS = List.of(ROLL_ROWS, ROLL_BYTES, ROLL_INTERVAL);

    /** Of a file that is written. */
    static final List<OptionSpec> FILE_OPTIONS = List.of(
            OptionSpec.bool(ROLLING),
            OptionSpec.number(ROLL_ROWS),
            OptionSpec.number(ROLL_BYTES),
            OptionSpec.duration(ROLL_INTERVAL));

    private static final String URL = "url";
    private static final String TABLE = "table";
    private static final String USER = "user";
    private static final String PASSWORD = "password";
    private static final String PASSWORD_ENV = "password-env";
    private static final String MODE = "mode";
    private static final String UPSERT = "upsert";
    private static final String KEY = "key";
    private static final String GROUP_ROWS = "group-rows";
    private static final String SINK_ID = "sink-id";
    private static final String ON_ERROR = "on-error";

    /** Of a table in a database. */
    static final List<OptionSpec> JDBC_OPTIONS = List.of(
            OptionSpec.text(URL).required(),
            OptionSpec.text(TABLE).required(),
            OptionSpec.text(USER),
            OptionSpec.text(PASSWORD),
            OptionSpec.text(PASSWORD_ENV),
            OptionSpec.choice(MODE, "append", UPSERT),
            OptionSpec.text(KEY),
            OptionSpec.number(GROUP_ROWS),
            OptionSpec.text(SINK_ID),
            OptionSpec.choice(ON_ERROR, "dead_letter", "fail"));

    private static final int MAX_GROUP_ROWS = 100_000;
    private static final long TERM = 0; // of a node that is alone

    private final SabotConfig config;
    private final DataDirectory directory;
    private final Path sqlDirectory;
    private final Views views;
    private final UnaryOperator<String> environment;

    Sinks(
            SabotConfig config,
            DataDirectory directory,
            Path sqlDirectory,
            Views views,
            UnaryOperator<String> environment) {
        this.config = config;
        this.directory = directory;
        this.sqlDirectory = sqlDirectory;
        this.views = views;
        this.environment = environment;
    }

    /**
     * What options say together; each for itself is the planner's.
     *
     * @throws SabotException ENG-0117
     */
    static void check(ApplicationPlan plan) {
        for (QueryPlan query : plan.queries()) {
            TableSpec target = query.target();
            if (target != null && JDBC.equals(target.connector())) {
                checkJdbc(query, target);
            } else if (target != null && Connectors.FILE.equals(target.connector())) {
                checkFile(target);
            }
        }
    }

    /**
     * Before what sinks have recorded is forgotten: makes sure that they can begin anew.
     *
     * @throws SabotException SNK-0107 if a directory of parts is not empty
     */
    void requireReplaceable(ApplicationPlan plan) {
        if (!isReplacing()) {
            return;
        }
        for (QueryPlan query : plan.queries()) {
            TableSpec target = query.target();
            if (target != null && Connectors.FILE.equals(target.connector()) && isRolling(target)) {
                RollingFileSink.requireNoParts(sqlDirectory.resolve(target.option("path", "")));
            }
        }
    }

    /**
     * What knows from earlier runs how far it got; to be opened before its outbox is. Null for others.
     *
     * @throws SabotException if it cannot be written to
     */
    Sink openLasting(QueryPlan query) {
        TableSpec target = query.target();
        boolean isLasting = query.view() == null
                && target != null
                && !isLed(target)
                && target.connector() != null
                && !Connectors.CONSOLE.equals(target.connector());
        if (!isLasting) {
            return null;
        }
        if (directory.isInMemory()) {
            throw SabotException.configuration(
                    "ENG-0108",
                    "a sink of connector '" + target.connector() + "' needs a data directory",
                    "SabotConfig.in(directory)");
        }
        return JDBC.equals(target.connector()) ? jdbc(query, target) : file(query, target);
    }

    /** Whether all nodes of a cluster have what is written in common: then the leader writes. */
    private boolean isLed(TableSpec target) {
        return config.input() != null && JDBC.equals(target.connector());
    }

    /** What only the leader writes to; does not connect yet. Null for others. */
    LedPump.Target openLed(QueryPlan query) {
        TableSpec target = query.target();
        if (query.view() != null || target == null || !isLed(target)) {
            return null;
        }
        JdbcSpec spec = jdbcSpec(query, target);
        JdbcProgress progress = new JdbcProgress(spec);
        return new LedPump.Target() {
            @Override
            public Sink open(long term) {
                return JdbcSink.open(spec.inTerm(term), query.output(), directory.refusedRows(target.name()));
            }

            @Override
            public long appliedOseq() {
                return progress.appliedOseq();
            }

            @Override
            public void close() {
                progress.close();
            }
        };
    }

    /** What begins anew with each run. Null for an internal topic. */
    Sink openPassing(QueryPlan query, Outbox outbox) {
        TableSpec target = query.target();
        if (query.view() != null) {
            return views.open(query.view(), outbox);
        }
        return target == null || Connectors.CONSOLE.equals(target.connector()) ? console(query, outbox) : null;
    }

    private Sink console(QueryPlan query, Outbox outbox) {
        OutputFormat usual = config.console().format();
        OutputFormat format = query.target() == null ? usual : Connectors.outputFormat(query.target(), usual);
        long after = config.continuesConsole() ? outbox.lastOseq() : Sink.NOTHING;
        return new ConsoleSink(config.console().out(), format, query.output(), after);
    }

    // ---- files ----

    private Sink file(QueryPlan query, TableSpec target) {
        Path path = sqlDirectory.resolve(target.option("path", ""));
        Path record = directory.sinkRecord(target.name());
        OutputFormat format = Connectors.outputFormat(target, OutputFormat.csv());
        if (isRolling(target)) {
            return RollingFileSink.open(path, record, format, query.output(), rollPolicy(target));
        }
        boolean isForced = config.durability() == SabotConfig.Durability.POWER;
        return FileSink.open(path, record, format, query.output(), isForced, isReplacing());
    }

    private boolean isReplacing() {
        return config.takeover() == SabotConfig.Takeover.REPLACE;
    }

    private static void checkFile(TableSpec target) {
        if (isRolling(target)) {
            rollPolicy(target);
            return;
        }
        for (String limit : LIMITS) {
            if (target.options().containsKey(limit)) {
                throw bad(target, "'" + limit + "' is for files that roll", "'" + ROLLING + "' = 'true'");
            }
        }
    }

    private static boolean isRolling(TableSpec table) {
        return table.option(ROLLING, "false").equalsIgnoreCase("true");
    }

    /** @throws SabotException if a directory of parts is to be read */
    static void requireSource(TableSpec table) {
        if (isRolling(table)) {
            throw bad(table, "files that roll cannot be read", "name one file, without '" + ROLLING + "'");
        }
    }

    private static RollPolicy rollPolicy(TableSpec target) {
        boolean isLimited = LIMITS.stream().anyMatch(target.options()::containsKey);
        String interval = target.option(ROLL_INTERVAL, "");
        return new RollPolicy(
                positive(target, ROLL_ROWS, RollPolicy.NONE),
                positive(target, ROLL_BYTES, isLimited ? RollPolicy.NONE : RollPolicy.DEFAULT_BYTES),
                interval.isEmpty() ? RollPolicy.NONE : Durations.parse(interval));
    }

    private static long positive(TableSpec target, String option, long defaultValue) {
        long value = Long.parseLong(target.option(option, String.valueOf(defaultValue)));
        if (value < 1) {
            throw bad(target, "'" + option + "' must be at least 1", null);
        }
        return value;
    }

    // ---- databases ----

    private Sink jdbc(QueryPlan query, TableSpec target) {
        return JdbcSink.open(jdbcSpec(query, target), query.output(), directory.refusedRows(target.name()));
    }

    private JdbcSpec jdbcSpec(QueryPlan query, TableSpec target) {
        return new JdbcSpec(
                target.name(),
                target.option(URL, ""),
                target.options().get(USER),
                password(target),
                target.option(TABLE, ""),
                key(query, target),
                (int) positive(target, GROUP_ROWS, JdbcSpec.DEFAULT_GROUP_ROWS),
                target.option(ON_ERROR, "").equalsIgnoreCase("fail"),
                target.options().containsKey(SINK_ID)
                        ? target.option(SINK_ID, "")
                        : directory.identity() + "/" + target.name(),
                TERM);
    }

    private static void checkJdbc(QueryPlan query, TableSpec target) {
        if (positive(target, GROUP_ROWS, JdbcSpec.DEFAULT_GROUP_ROWS) > MAX_GROUP_ROWS) {
            throw bad(target, "'" + GROUP_ROWS + "' may be " + MAX_GROUP_ROWS + " at most", null);
        }
        if (!target.option(URL, "").startsWith(JdbcSpec.URL_PREFIX)) {
            throw bad(
                    target,
                    "'" + URL + "' must begin with " + JdbcSpec.URL_PREFIX,
                    "'" + JdbcSpec.URL_PREFIX + "//host:5432/database'");
        }
        if (target.options().containsKey(PASSWORD) && target.options().containsKey(PASSWORD_ENV)) {
            throw bad(target, "both '" + PASSWORD + "' and '" + PASSWORD_ENV + "' are given", "leave one of them out");
        }
        key(query, target);
    }

    private String password(TableSpec target) {
        String variable = target.options().get(PASSWORD_ENV);
        if (variable == null) {
            return target.options().get(PASSWORD);
        }
        String password = environment.apply(variable);
        if (password == null) {
            throw bad(target, "there is no environment variable " + variable, "'" + PASSWORD_ENV + "' names it");
        }
        return password;
    }

    private static List<String> key(QueryPlan query, TableSpec target) {
        boolean isUpsert = target.option(MODE, "").equalsIgnoreCase(UPSERT);
        String text = target.options().get(KEY);
        if (isUpsert != (text != null)) {
            throw isUpsert
                    ? bad(
                            target,
                            "'" + MODE + "' = '" + UPSERT + "' needs '" + KEY + "'",
                            "'" + KEY + "' = 'column, …'")
                    : bad(target, "'" + KEY + "' is for rows that replace others", "'" + MODE + "' = '" + UPSERT + "'");
        }
        if (text == null) {
            return List.of();
        }
        List<String> columns =
                query.output().columns().stream().map(column -> column.name()).toList();
        List<String> key = Arrays.stream(text.split(",")).map(String::trim).toList();
        for (String name : key) {
            if (columns.stream().noneMatch(name::equalsIgnoreCase)) {
                throw bad(
                        target,
                        "'" + KEY + "' names '" + name + "', which is no column",
                        Nearest.hintOrChoice(name, columns));
            }
        }
        return key;
    }

    private static SabotException bad(TableSpec target, String what, String hint) {
        return SabotException.configuration("ENG-0117", "table '" + target.name() + "': " + what, hint);
    }
}
