package io.raftkv.benchmarks.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Where a comparison runs: the directories that the script names, free ports, and the machine in words. */
public final class Surroundings {

    private Surroundings() {}

    /** {@code benchmarks/target}, in which everything is written. */
    public static Path target() {
        return Path.of(System.getProperty("raftkv.benchmark.dir", "target")).toAbsolutePath();
    }

    /** The root of the project. */
    public static Path root() {
        return target().resolve("../..").normalize();
    }

    /** The {@code java} that runs this. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Ports on loopback that nobody listens at right now. */
    public static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    /** Day, processors, system and Java, for the heading of a table. */
    public static String describe() {
        return LocalDate.now(java.time.ZoneId.systemDefault()) + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", Java " + System.getProperty("java.version");
    }
}
