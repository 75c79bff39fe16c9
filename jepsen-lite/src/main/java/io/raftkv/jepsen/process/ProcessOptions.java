package io.raftkv.jepsen.process;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How servers run as processes.
 *
 * @param program what is tested
 * @param network how links are broken
 * @param clocks how clocks are set
 * @param logs where what the servers printed is kept after the run; null when it is not
 */
public record ProcessOptions(
        Program program,
        NetworkKind network,
        ClockKind clocks,
        @Nullable Path logs) {

    /** How links between servers are broken. */
    public enum NetworkKind {
        /** By a proxy on each link. */
        PROXY,
        /** By the filters of Linux, each server in a network namespace of its own; as root only. */
        NAMESPACES
    }

    /** How clocks are set. */
    public enum ClockKind {
        /** By a request to the server. */
        SERVER,
        /** By libfaketime, for the whole process. */
        FAKETIME
    }

    /** This project's server, with proxies, and its own way to set its clock. */
    public static final ProcessOptions USUAL =
            new ProcessOptions(new Program.RaftKv(), NetworkKind.PROXY, ClockKind.SERVER, null);
}
