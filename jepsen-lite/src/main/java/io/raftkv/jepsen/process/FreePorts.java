package io.raftkv.jepsen.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports on which nobody listens now. */
final class FreePorts {

    private FreePorts() {}

    static List<Integer> pick(int howMany) {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < howMany; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new HarnessException("there is no free port on loopback: " + e.getMessage(), e);
        } finally {
            sockets.forEach(FreePorts::close);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new HarnessException("cannot give a port back: " + e.getMessage(), e);
        }
    }
}
