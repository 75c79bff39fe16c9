package io.raftkv.jepsen.process;

import io.raftkv.server.KvServerMain;
import java.io.IOException;

/**
 * The server's own main program, in a process that does not outlive the tester: when its standard input ends, because the tester is
 * gone for whatever reason, it dies on the spot.
 */
final class TiedServer {

    private static final int KILLED = 137;

    private TiedServer() {}

    /** Runs {@link KvServerMain}. */
    public static void main(String[] arguments) {
        var watch = new Thread(TiedServer::haltWhenInputEnds, "input");
        watch.setDaemon(true);
        watch.start();
        KvServerMain.main(arguments);
    }

    private static void haltWhenInputEnds() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes to it.
            }
        } catch (IOException closed) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(KILLED);
    }
}
