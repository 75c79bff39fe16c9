package io.raftkv.server.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on loopback that nobody listens on. They lie below the ports which operating systems give to outgoing
 * connections: while a server is down, a client that connects again and again could otherwise be given the server's own
 * port, and the server could not have it back.
 */
final class FreePorts {

    private static final int FIRST = 12_000;
    private static final int END = 32_000;

    private FreePorts() {}

    /** Different ports, free at the moment. */
    static List<Integer> pick(int howMany) {
        var ports = new ArrayList<Integer>();
        while (ports.size() < howMany) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (!ports.contains(port) && isFree(port)) {
                ports.add(port);
            }
        }
        return List.copyOf(ports);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
