package io.raftkv.server.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that runs, or ran, as a process of its own on the class path of the test. */
final class ServerProcess {

    /** Generous: a loaded machine needs a while to start a JVM, and nothing here measures it. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** As the script kv-server starts it, as far as it matters here. */
    private static final List<String> JVM_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--sun-misc-unsafe-memory-access=allow",
            // The server's own, not that of the tests, which comes first on the class path.
            "-Dlogback.configurationFile=logback.xml");

    private final Process process;
    private final Path output;

    private ServerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a server and does not wait for anything.
     *
     * @param flags what it is told, beside which the environment tells it nothing
     * @param output where what it prints is added
     */
    static ServerProcess start(List<String> flags, Path output) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(TiedServer.class.getName());
        command.addAll(flags);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("RAFTKV_") || name.equals("JAVA_TOOL_OPTIONS"));
        try {
            return new ServerProcess(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGKILL and waits for the end. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Sends SIGSTOP: the process stands still, its connections open, until {@link #resume}. */
    void pause() {
        signal("STOP");
    }

    /** Sends SIGCONT. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send SIG" + name, e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends SIGTERM and waits for the end. Through the handle, because the process itself would end the input as well. */
    int stop() {
        process.toHandle().destroy();
        return awaitExit();
    }

    /** Waits for the end. */
    int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(
                        "the server did not end within " + PATIENCE + "; it printed:\n" + String.join("\n", output()));
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a server to end", interrupted);
        }
    }

    /** All lines printed up to now, also by earlier processes with the same output. */
    List<String> output() {
        return linesOf(output);
    }

    /** The lines of a file of output. */
    static List<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + new File(file.toString()), e);
        }
    }
}
