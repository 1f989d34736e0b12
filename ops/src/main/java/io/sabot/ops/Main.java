package io.sabot.ops;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.ops.cases.TestCommand;
import io.sabot.ops.demo.DemoCommand;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line. */
@Command(
        name = "sabot",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Finds patterns and aggregates windows in streams of events; loses and doubles nothing.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sabot demo                              a simulated market and its alerts",
            "  sabot run rules.sql                     runs a file; results on standard output",
            "  sabot run rules.sql --data-dir data     keeps log and results; goes on after a crash",
            "  sabot explain rules.sql                 shows the plans",
            "  sabot server --data-dir data            runs what is deployed, until it is told to stop",
            "  sabot deploy rules.sql                  has the server run a file",
            "  sabot replay --data-dir data --diff --sql new.sql    alerts that new.sql gains and loses",
            "  sabot dlq list --data-dir data          what could not be read or used, and why"
        },
        subcommands = {
            RunCommand.class,
            ServerCommand.class,
            DeployCommand.class,
            JobsCommand.class,
            TapCommand.class,
            TopCommand.class,
            FeedCommand.class,
            ClusterCommand.class,
            ValidateCommand.class,
            ExplainCommand.class,
            DemoCommand.class,
            TestCommand.class,
            ReplayCommand.class,
            WhyCommand.class,
            DlqCommand.class,
            JournalCommand.class,
            CheckpointCommand.class,
            ViewCommand.class,
            DoctorCommand.class,
            ConfigCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private Main() {}

    /** Ends the process with the exit code of the command. */
    public static void main(String[] arguments) {
        int code = run(arguments);
        System.out.flush();
        System.exit(code);
    }

    static int run(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> report(e));
        line.setExecutionStrategy(new CommandLine.RunLast());
        if (arguments.length == 0) {
            line.usage(System.err);
            return ExitCode.USAGE.code();
        }
        return line.execute(arguments);
    }

    /** Prints what went wrong to standard error, and gives the exit code. */
    static int report(Throwable e) {
        if (e instanceof SabotException known) {
            for (Problem problem : known.problems()) {
                System.err.println(problem.format());
            }
            if (known.problems().size() > 1) {
                System.err.println(known.problems().size() + " errors");
            }
            debug(e);
            return known.exitCode().code();
        }
        System.err.println("error[OPS-0100]: unexpected: " + e);
        System.err.println("     = help: SABOT_DEBUG=1 shows where; please report it");
        debug(e);
        return ExitCode.FAILED.code();
    }

    private static void debug(Throwable e) {
        if (System.getenv("SABOT_DEBUG") != null) {
            e.printStackTrace(System.err);
        }
    }

    /** Whether that stream is a terminal, as the launcher has found. */
    static boolean isTerminal(String stream) {
        return Boolean.getBoolean("sabot." + stream + ".terminal");
    }

    /** Version of the build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties properties = new Properties();
            try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
                properties.load(in);
            }
            return new String[] {
                "sabot " + properties.getProperty("version"),
                "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
            };
        }
    }
}
