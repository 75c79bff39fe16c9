package io.raftkv.server;

import io.raftkv.server.enrolment.MemberRemovedException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server as a process: starts it from the command line, and stops it cleanly on SIGTERM or Ctrl-C. Exit codes: 0 stopped
 * on request, 1 failed while running, 2 refused to start, 4 removed from the cluster. (3 is the JVM's own, out of memory.)
 */
public final class KvServerMain {

    private static final Logger LOG = LoggerFactory.getLogger(KvServerMain.class);

    private static final int STOPPED = 0;
    private static final int FAILED = 1;
    private static final int REFUSED = 2;
    private static final int REMOVED = 4;

    /** Nothing that was acknowledged depends on a clean end, so one that hangs is cut short. */
    private static final int MAX_STOP_SECONDS = 10;

    private volatile @Nullable KvServer server;
    private volatile int exitCode = STOPPED;

    private KvServerMain() {}

    /** Runs one server until it is stopped. */
    public static void main(String[] arguments) {
        new KvServerMain().run(List.of(arguments));
    }

    private void run(List<String> arguments) {
        try {
            var config = ServerCommand.parse(
                    arguments, System.getenv(), new PrintWriter(System.out, true, StandardCharsets.UTF_8));
            if (config.isPresent()) {
                LogOutput.configure(config.get().logLevel());
                Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
                start(config.get());
            }
        } catch (StartRefusedException refused) {
            System.err.println("kv-server: " + refused.getMessage());
            exit(REFUSED);
        } catch (MemberRemovedException removed) {
            System.err.println("kv-server: " + removed.getMessage());
            exit(REMOVED);
        } catch (RuntimeException | Error fault) {
            LOG.error("the server could not start because of a fault in it", fault);
            exit(FAILED);
        }
    }

    /** Returns when the server runs; its threads keep the process alive. */
    private void start(ServerConfig config) {
        var started = KvServer.start(config);
        server = started;
        var unused = started.failure().exceptionally(failure -> {
            // Not on the thread that failed: the server waits for that one when it is closed.
            new Thread(() -> exit(FAILED), "exit").start();
            return null;
        });
        started.removal().thenRun(() -> {
            LOG.warn(
                    "this member was removed from the cluster and stops member={} cluster={}",
                    started.identity().hexMemberId(),
                    started.identity().hexClusterId());
            new Thread(() -> exit(REMOVED), "exit").start();
        });
    }

    private void exit(int code) {
        exitCode = code;
        System.exit(code);
    }

    /** The shutdown hook. Ends the process itself, because after a signal the JVM would report the signal as exit code. */
    private void stop() {
        var running = server;
        if (running != null) {
            LOG.info("stopping");
            var closed = new CountDownLatch(1);
            var closing = new Thread(
                    () -> {
                        running.close();
                        closed.countDown();
                    },
                    "close");
            closing.setDaemon(true);
            closing.start();
            LOG.info(await(closed) ? "stopped" : "stopped without waiting any longer for what is still open");
        }
        Runtime.getRuntime().halt(exitCode);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(MAX_STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            return false;
        }
    }
}
