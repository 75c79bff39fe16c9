package io.raftkv.server;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns a command line, the environment and a configuration file into a {@link ServerConfig}. */
final class ServerCommand {

    private ServerCommand() {}

    /**
     * The configuration to start with.
     *
     * @param out where the help and the version are printed when they are asked for
     * @return nothing when help or version were asked for: there is nothing to start
     * @throws StartRefusedException when something is wrong with what was given, saying what in one line
     */
    static Optional<ServerConfig> parse(List<String> arguments, Map<String, String> environment, PrintWriter out) {
        var flags = new ServerFlags();
        var defaults = FlagDefaults.of(arguments, environment);
        UnsupportedFlags.refuse(arguments, defaults);
        var commandLine = new CommandLine(flags).setDefaultValueProvider(defaults);
        refuseUnknownFlagsInFile(commandLine, defaults);
        UnknownVariables.refuse(
                defaults, commandLine.getCommandSpec().optionsMap().keySet());
        try {
            commandLine.parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException bad) {
            throw new StartRefusedException(explain(bad), bad);
        }
        if (commandLine.isUsageHelpRequested()) {
            commandLine.usage(out);
            return Optional.empty();
        }
        if (commandLine.isVersionHelpRequested()) {
            commandLine.printVersionHelp(out);
            return Optional.empty();
        }
        return Optional.of(flags.toConfig());
    }

    private static void refuseUnknownFlagsInFile(CommandLine commandLine, FlagDefaults defaults) {
        var known = commandLine.getCommandSpec().optionsMap();
        for (var flag : defaults.flagsInFile()) {
            if (!known.containsKey(flag)) {
                throw new StartRefusedException(
                        FlagDefaults.CONFIG_FILE + " has '" + flag.substring(2) + "', which is no flag: see --help");
            }
        }
    }

    private static String explain(ParameterException bad) {
        if (bad instanceof UnmatchedArgumentException unmatched) {
            var first = unmatched.getUnmatched().getFirst();
            return first.startsWith("-")
                    ? "unknown flag " + first.split("=", 2)[0] + ": see --help"
                    : "unexpected argument '" + first + "': see --help";
        }
        return String.valueOf(bad.getMessage()).lines().findFirst().orElse("bad usage") + ": see --help";
    }
}
