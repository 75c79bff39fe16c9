package io.raftkv.server;

import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Environment variables that look like a flag and are none, such as one with a typing error. They are refused: who sets a
 * limit must not get a server without it.
 */
final class UnknownVariables {

    /** Read by the scripts and by {@code kvctl}, which may share an environment with the server. */
    private static final Set<String> OF_OTHERS = Set.of("RAFTKV_JAVA_OPTS", "RAFTKV_ENDPOINTS");

    /** What Kubernetes adds to every container for a service whose name begins with {@code raftkv}. */
    private static final Pattern OF_KUBERNETES =
            Pattern.compile(".*_SERVICE_(HOST|PORT)(_.*)?|RAFTKV(_.*)?_PORT(_[0-9]+_(TCP|UDP|SCTP)(_.*)?)?");

    private UnknownVariables() {}

    /**
     * Refuses the first, in the order of their names.
     *
     * @param flags all flags that there are
     * @throws StartRefusedException naming the variable and the nearest that there is
     */
    static void refuse(FlagDefaults defaults, Collection<String> flags) {
        var known = flags.stream().map(FlagDefaults::variableOf).collect(Collectors.toCollection(TreeSet::new));
        for (var variable : defaults.variables()) {
            if (!known.contains(variable)
                    && !OF_OTHERS.contains(variable)
                    && !OF_KUBERNETES.matcher(variable).matches()) {
                var nearest = known.stream()
                        .min(Comparator.comparingInt(name -> distance(name, variable)))
                        .orElseThrow();
                throw new StartRefusedException("environment variable " + variable + " is no flag; the nearest is "
                        + nearest + ": correct or unset it, see --help");
            }
        }
    }

    /** How many characters have to be added, taken away or replaced to make one of the other (Levenshtein). */
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
