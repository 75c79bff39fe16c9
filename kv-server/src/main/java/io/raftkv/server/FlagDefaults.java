package io.raftkv.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where the value of a flag comes from that is not on the command line: the environment variable {@code RAFTKV_} and its
 * name in capitals, else the configuration file, in which it has the same name.
 */
final class FlagDefaults implements IDefaultValueProvider {

    static final String CONFIG_FILE = "--config-file";

    private static final String ENVIRONMENT_PREFIX = "RAFTKV_";

    private final Map<String, String> environment;
    private final Map<String, String> file;

    private FlagDefaults(Map<String, String> environment, Map<String, String> file) {
        this.environment = environment;
        this.file = file;
    }

    /**
     * Finds the configuration file, if the command line or the environment names one, and reads it.
     *
     * @throws StartRefusedException when the file cannot be read or is not a flat list of values
     */
    static FlagDefaults of(List<String> arguments, Map<String, String> environment) {
        var path = configFile(arguments, environment);
        return new FlagDefaults(Map.copyOf(environment), path == null ? Map.of() : read(Path.of(path)));
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        var flag = option.longestName();
        var fromEnvironment = environment.get(variableOf(flag));
        return fromEnvironment != null ? fromEnvironment : file.get(flag);
    }

    /** Every flag that the file gives, with its dashes, in the order of the file. */
    List<String> flagsInFile() {
        return List.copyOf(file.keySet());
    }

    /** Every environment variable that looks like one of a flag, in the order of their names. */
    List<String> variables() {
        return environment.keySet().stream()
                .filter(name -> name.startsWith(ENVIRONMENT_PREFIX))
                .sorted()
                .toList();
    }

    /** Whether the environment gives this flag. */
    boolean isInEnvironment(String flag) {
        return environment.containsKey(variableOf(flag));
    }

    /** {@code --max-txn-ops} is {@code RAFTKV_MAX_TXN_OPS}. */
    static String variableOf(String flag) {
        return ENVIRONMENT_PREFIX + flag.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static @Nullable String configFile(List<String> arguments, Map<String, String> environment) {
        for (int i = arguments.size() - 1; i >= 0; i--) {
            var argument = arguments.get(i);
            if (argument.startsWith(CONFIG_FILE + "=")) {
                return argument.substring(CONFIG_FILE.length() + 1);
            }
            if (argument.equals(CONFIG_FILE) && i + 1 < arguments.size()) {
                return arguments.get(i + 1);
            }
        }
        return environment.get(variableOf(CONFIG_FILE));
    }

    private static Map<String, String> read(Path path) {
        Object content;
        try (var reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            content = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
        } catch (IOException unreadable) {
            throw new StartRefusedException(CONFIG_FILE + " " + path + ": cannot be read: " + unreadable, unreadable);
        } catch (YAMLException malformed) {
            var firstLines = String.valueOf(malformed.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
            throw new StartRefusedException(CONFIG_FILE + " " + path + ": is not YAML: " + firstLines, malformed);
        }
        var values = new LinkedHashMap<String, String>();
        if (content == null) {
            return values;
        }
        if (!(content instanceof Map<?, ?> entries)) {
            throw new StartRefusedException(CONFIG_FILE + " " + path + ": expected lines such as 'name: n1'");
        }
        entries.forEach((key, value) -> values.put("--" + key, scalar(path, key, value)));
        return values;
    }

    private static String scalar(Path path, Object key, @Nullable Object value) {
        if (value instanceof List<?> list) {
            return String.join(
                    ",", list.stream().map(item -> scalar(path, key, item)).toList());
        }
        if (value == null || value instanceof Map) {
            throw new StartRefusedException(CONFIG_FILE + " " + path + ": '" + key + "' has no plain value");
        }
        return value.toString();
    }
}
