package io.sabot.ops.config;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.time.Durations;
import io.sabot.engine.SabotConfig;
import io.sabot.engine.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values of all keys, each with its origin: defaults &lt; {@code sabot.yaml} &lt; environment &lt; SET in the SQL file &lt;
 * command line. Immutable.
 */
public final class Configuration {
    /** Read from the working directory if it is there, and {@link #FILE_VARIABLE} names no other. */
    public static final Path DEFAULT_FILE = Path.of("sabot.yaml");

    public static final String FILE_VARIABLE = "SABOT_CONFIG";

    private final Map<String, Setting> settings;

    /**
     * A key and what it is set to.
     *
     * @param value null if there is none, not even a default
     */
    public record Setting(ConfigurationKey key, String value, Origin origin) {
        /** For people and for YAML; null as the value. */
        public String shown() {
            return value != null && key.kind() == ValueKind.SECRET ? "******" : value;
        }
    }

    private Configuration(Map<String, Setting> settings) {
        this.settings = settings;
    }

    public static Builder builder() {
        return new Builder();
    }

    // ---- values ----

    /** Of every key, in the order of their names. */
    public List<Setting> settings() {
        return List.copyOf(settings.values());
    }

    /** Whether there is a value, be it a default. */
    public boolean has(String key) {
        return setting(key).value() != null;
    }

    /** @throws SabotException if there is none */
    public String string(String key) {
        Setting setting = setting(key);
        if (setting.value() == null) {
            throw SabotException.configuration(
                    "OPS-0308",
                    "'" + key + "' has no value",
                    "set it in " + DEFAULT_FILE + ", by " + EnvironmentEntries.variable(key) + " or by --set");
        }
        return setting.value();
    }

    /** The value, or this. */
    public String string(String key, String otherwise) {
        return has(key) ? string(key) : otherwise;
    }

    /** Of a {@link ValueKind#NUMBER} that fits. */
    public int integer(String key) {
        return Math.toIntExact(Long.parseLong(string(key)));
    }

    public long durationNs(String key) {
        return Durations.parse(string(key));
    }

    public long bytes(String key) {
        return ByteSizes.parse(string(key));
    }

    /** Empty if there is no value. */
    public List<String> list(String key) {
        return has(key)
                ? Arrays.stream(string(key).split(",")).map(String::strip).toList()
                : List.of();
    }

    public Origin origin(String key) {
        return setting(key).origin();
    }

    private Setting setting(String key) {
        Setting setting = settings.get(key);
        if (setting == null) {
            throw new IllegalArgumentException("no key '" + key + "'");
        }
        return setting;
    }

    /** With all settings of the engine, and the durability; defaults of the given configuration stay. */
    public SabotConfig applyTo(SabotConfig config) {
        SabotConfig.Durability durability = SabotConfig.Durability.valueOf(
                string(ConfigurationKeys.DURABILITY).toUpperCase(Locale.ROOT));
        return Settings.apply(config.withDurability(durability), engineSettings());
    }

    /** What is set of what SET may name, as {@link Settings#apply} takes it. */
    public Map<String, String> engineSettings() {
        Map<String, String> set = new TreeMap<>();
        settings.values().forEach(setting -> {
            if (setting.key().isOfEngine() && setting.origin().layer() != Origin.Layer.DEFAULT) {
                set.put(setting.key().name(), engineValue(setting.key(), setting.value()));
            }
        });
        return set;
    }

    private static String engineValue(ConfigurationKey key, String value) {
        return key.kind() == ValueKind.BYTES ? Long.toString(ByteSizes.parse(value)) : value;
    }

    // ---- layers ----

    /** Collects the layers, which may come in any order. */
    public static final class Builder {
        private final List<Problem> problems = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();
        private Path file;
        private Map<String, String> environment = Map.of();

        private Builder() {}

        /** Null for the default: that of {@link #FILE_VARIABLE}, or {@link #DEFAULT_FILE} if it is there. */
        public Builder file(Path newFile) {
            file = newFile;
            return this;
        }

        /** Its {@code SABOT__…} are settings; references may name all of it. */
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        /** What SET says in a SQL file. */
        public Builder script(String sqlFile, Map<String, String> set) {
            set.forEach((key, value) -> add(key, value, Origin.of(Origin.Layer.SCRIPT, sqlFile)));
            return this;
        }

        /** What {@code --set} says. */
        public Builder commandLine(Map<String, String> set) {
            set.forEach((key, value) -> option(key, value, "--set"));
            return this;
        }

        /** What an option of its own says; null for nothing. */
        public Builder option(String key, String value, String option) {
            if (value != null) {
                add(key, value, Origin.of(Origin.Layer.COMMAND_LINE, option));
            }
            return this;
        }

        private void add(String key, String value, Origin origin) {
            entries.add(new Entry(key.toLowerCase(Locale.ROOT), value, origin, null));
        }

        /** @throws SabotException with everything that is wrong, whether it would have counted or not */
        public Configuration build() {
            Path chosen = chosenFile();
            List<Entry> all = new ArrayList<>();
            if (chosen != null) {
                all.addAll(YamlEntries.of(chosen, problems));
            }
            all.addAll(EnvironmentEntries.of(environment, problems));
            for (Origin.Layer layer : List.of(Origin.Layer.SCRIPT, Origin.Layer.COMMAND_LINE)) {
                entries.stream()
                        .filter(entry -> entry.origin().layer() == layer)
                        .forEach(all::add);
            }
            Map<String, Setting> settings = new LinkedHashMap<>();
            ConfigurationKeys.all()
                    .forEach(key -> settings.put(key.name(), new Setting(key, key.defaultValue(), Origin.DEFAULT)));
            References references = new References(environment, problems);
            all.forEach(entry -> put(entry, settings, references));
            if (!problems.isEmpty()) {
                throw new SabotException(ExitCode.CONFIGURATION, problems);
            }
            return new Configuration(settings);
        }

        private Path chosenFile() {
            if (file != null) {
                return file;
            }
            String named = environment.get(FILE_VARIABLE);
            if (named != null && !named.isBlank()) {
                return Path.of(named);
            }
            return Files.exists(DEFAULT_FILE) ? DEFAULT_FILE : null;
        }

        private void put(Entry entry, Map<String, Setting> settings, References references) {
            ConfigurationKey key = ConfigurationKeys.find(entry.key());
            if (key == null) {
                problems.add(entry.problem(
                        "OPS-0301",
                        "unknown setting '" + entry.key() + "'",
                        Nearest.hint(entry.key(), ConfigurationKeys.names())));
                return;
            }
            if (key.kind() == ValueKind.SECRET && isInPlainText(entry)) {
                problems.add(entry.problem(
                        "OPS-0306",
                        "'" + key.name() + "' is a secret, and is not to be written here",
                        "set it to ${file:PATH} or ${env:NAME}, or set the variable "
                                + EnvironmentEntries.variable(key.name())));
                return;
            }
            String value = references.resolve(entry);
            if (value != null && isRight(key, entry, value)) {
                settings.put(key.name(), new Setting(key, value, entry.origin()));
            }
        }

        /** The environment of a process is its own. */
        private static boolean isInPlainText(Entry entry) {
            return entry.origin().layer() != Origin.Layer.ENVIRONMENT && !References.isReference(entry.value());
        }

        private boolean isRight(ConfigurationKey key, Entry entry, String value) {
            String expected = key.complaint(value);
            if (expected != null) {
                String given = key.kind() == ValueKind.SECRET ? "" : ", not '" + value + "'";
                problems.add(entry.problem("OPS-0302", "'" + key.name() + "' takes " + expected + given, null));
                return false;
            }
            if (!key.isOfEngine()) {
                return true;
            }
            try {
                Settings.apply(SabotConfig.inMemory(), Map.of(key.name(), engineValue(key, value)));
                return true;
            } catch (SabotException e) {
                e.problems().forEach(p -> problems.add(entry.problem(p.code(), p.message(), p.hint())));
                return false;
            }
        }
    }
}
