package io.raftkv.server.localcluster;

import io.raftkv.server.StartRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Which ports the servers of a local cluster have. */
final class Layout {

    private static final int MAX_PORT = 65535;
    private static final int CLIENT_PORT = 2379;
    private static final int STEP = 10_000;

    private Layout() {}

    /** As in etcd's own example: 2379, then 22379, 32379 and so on, each with the next port for peers. */
    static List<LocalMember> likeEtcd(int size) {
        requireSize(size);
        return IntStream.rangeClosed(1, size)
                .mapToObj(number -> member(number, number == 1 ? CLIENT_PORT : CLIENT_PORT + number * STEP))
                .toList();
    }

    /** One port after the other from {@code basePort} on, two for each server. */
    static List<LocalMember> from(int basePort, int size) {
        requireSize(size);
        if (basePort < 1) {
            throw new StartRefusedException("--base-port " + basePort + ": must be at least 1");
        }
        return IntStream.rangeClosed(1, size)
                .mapToObj(number -> member(number, basePort + 2 * (number - 1)))
                .toList();
    }

    /**
     * Refuses to go on when a port is taken, before anything is started.
     *
     * @throws StartRefusedException naming the port and the flag of the server that needs it
     */
    static void requireFreePorts(List<LocalMember> members, Path clusterDir) {
        for (var member : members) {
            requireFree(member.clientPort(), "--listen-client-urls", member, clusterDir);
            requireFree(member.peerPort(), "--listen-peer-urls", member, clusterDir);
        }
    }

    private static void requireFree(int port, String flag, LocalMember member, Path clusterDir) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException taken) {
            throw new StartRefusedException(
                    "port " + port + " is in use (" + flag + " of " + member.name()
                            + "): stop the program that listens "
                            + "there, or start another cluster with --base-port and a --data-dir other than "
                            + clusterDir,
                    taken);
        }
    }

    private static void requireSize(int size) {
        if (size < 1) {
            throw new StartRefusedException("--size " + size + ": must be at least 1");
        }
    }

    private static LocalMember member(int number, int clientPort) {
        if (clientPort + 1 > MAX_PORT) {
            throw new StartRefusedException(
                    "no port is left for n" + number + ": choose a smaller --size, or ports with --base-port");
        }
        return new LocalMember("n" + number, clientPort, clientPort + 1);
    }
}
