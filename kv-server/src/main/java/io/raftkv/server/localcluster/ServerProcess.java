package io.raftkv.server.localcluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that may belong to somebody else by now: process ids are used again, so it is the one that was started only if
 * its start time is the same.
 *
 * @param pid the operating system's number
 * @param startedAt when it started, in milliseconds since 1970
 */
record ServerProcess(long pid, long startedAt) {

    /**
     * Linux tells the start relative to the time of boot, which moves a little whenever the clock is corrected. No system
     * comes round to the same process id within that time.
     */
    private static final long START_TOLERANCE_MILLIS = 5_000;

    /** Signals that only the {@code kill} command can send. */
    enum Signal {
        /** Freezes the process. */
        STOP,
        /** Lets a frozen process go on. */
        CONT
    }

    static ServerProcess of(ProcessHandle handle) {
        return new ServerProcess(handle.pid(), startOf(handle));
    }

    boolean isAlive() {
        return handle().isPresent();
    }

    /** Ends the process as SIGKILL does, without notice. */
    void kill() {
        handle().ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Asks the process to end, also when it is frozen. Does not wait. */
    void terminate() {
        handle().ifPresent(handle -> {
            handle.destroy();
            signal(Signal.CONT);
        });
    }

    /** Waits for the process to end. */
    boolean awaitEnd(Duration atMost) {
        var handle = handle();
        if (handle.isEmpty()) {
            return true;
        }
        try {
            handle.get().onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillAlive) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Sends a signal, if the process is alive. */
    void signal(Signal signal) {
        if (isAlive()) {
            run("kill", "-" + signal, Long.toString(pid));
        }
    }

    /** Whether the process is frozen by {@link Signal#STOP}. */
    boolean isPaused() {
        return isAlive() && run("ps", "-o", "stat=", "-p", Long.toString(pid)).startsWith("T");
    }

    private Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isTheOneStarted);
    }

    private boolean isTheOneStarted(ProcessHandle handle) {
        return Math.abs(startOf(handle) - startedAt) <= START_TOLERANCE_MILLIS;
    }

    /** 0 where the system does not tell: then the process id alone must do. */
    private static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output.strip();
        } catch (IOException missing) {
            throw new IllegalStateException("cannot run " + command[0] + ": is it installed?", missing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
