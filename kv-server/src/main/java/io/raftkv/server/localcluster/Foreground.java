package io.raftkv.server.localcluster;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs a cluster for as long as the terminal wants it. */
final class Foreground {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int STEP_MILLIS = 100;

    /** How long a cluster that nobody watches may take until it is ready. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    private final List<LocalMember> members;
    private final PrintStream out;

    /** Whether there is nothing left for the shutdown hook to stop. */
    private volatile boolean ended;

    /** Whether the shutdown hook is at it. */
    private volatile boolean stopping;

    Foreground(List<LocalMember> members, PrintStream out) {
        this.members = members;
        this.out = out;
    }

    /**
     * Starts the servers, and tells what happens to them until they are stopped: by Ctrl-C, or from elsewhere.
     *
     * @return the exit code
     */
    int run(ProcessCluster cluster) throws InterruptedException {
        var watch = new Watch(cluster, members, out);
        cluster.start(members);
        watch.begin();
        stopAtExit(cluster::stop);
        var announcements = new Announcements(members, out);
        try (var view = new ClusterView(members)) {
            while (!watch.isStopped()) {
                if (watch.isDead() && !announcements.isComplete()) {
                    out.println("no server could be started");
                    ended = true;
                    return FAILED;
                }
                announcements.update(view);
                if (announcements.isComplete()) {
                    watch.showLogs();
                }
                watch.step();
            }
        }
        if (!stopping) {
            out.println("stopped from elsewhere");
            ended = true;
        }
        return OK;
    }

    /**
     * Starts the servers, and returns when they are ready.
     *
     * @return the exit code
     */
    int startOnly(ProcessCluster cluster) throws InterruptedException {
        var watch = new Watch(cluster, members, out);
        cluster.start(members);
        watch.begin();
        var announcements = new Announcements(members, out);
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        try (var view = new ClusterView(members)) {
            while (!announcements.isComplete()) {
                if (watch.isDead() || System.nanoTime() > deadline) {
                    out.println("the cluster is not ready: see the logs, and " + cluster.command("status"));
                    return FAILED;
                }
                announcements.update(view);
                watch.step();
            }
        }
        out.println("it goes on running; stop it with: " + cluster.command("stop"));
        return OK;
    }

    /** Starts the servers in this JVM, which runs until it is told to end. */
    int runInProcess(Path clusterDir) throws InterruptedException {
        Layout.requireFreePorts(members, clusterDir);
        new ClusterFile(clusterDir).write(ClusterState.stopped(members));
        var cluster = InProcessCluster.start(members, clusterDir);
        stopAtExit(cluster::close);
        var announcements = new Announcements(members, out);
        try (var view = new ClusterView(members)) {
            while (!announcements.isComplete()) {
                announcements.update(view);
                Thread.sleep(STEP_MILLIS);
            }
        }
        Thread.currentThread().join();
        return OK;
    }

    /** After a signal, stops the servers and ends the JVM with 0: left alone it would report the signal as exit code. */
    private void stopAtExit(Runnable stop) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (!ended) {
                                stopping = true;
                                out.println();
                                out.println("stopping");
                                stop.run();
                                out.println("stopped");
                                Runtime.getRuntime().halt(OK);
                            }
                        },
                        "stop"));
    }
}
