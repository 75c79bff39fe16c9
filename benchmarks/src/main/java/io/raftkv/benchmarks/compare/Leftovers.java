package io.raftkv.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * The processes and the directory of one cluster, none of which outlives it: closing ends the processes and deletes the
 * directory, and so does the end of this JVM, as by Ctrl-C.
 */
public final class Leftovers implements AutoCloseable {

    private final Path directory;
    private final List<Process> processes = new ArrayList<>();
    private final Thread atExit = new Thread(this::remove, "remove-leftovers");
    private boolean removed;

    private Leftovers(Path directory) {
        this.directory = directory;
    }

    /** Makes a directory of its own below {@code parent}, which must be on a disk. */
    public static Leftovers below(Path parent) throws IOException {
        Files.createDirectories(parent);
        var leftovers = new Leftovers(Files.createTempDirectory(parent, "compare-"));
        Runtime.getRuntime().addShutdownHook(leftovers.atExit);
        return leftovers;
    }

    /** The directory. */
    public Path directory() {
        return directory;
    }

    /**
     * Starts a process that ends with this object.
     *
     * @throws IOException also when this object is closed already
     */
    public synchronized Process start(ProcessBuilder builder) throws IOException {
        if (removed) {
            throw new IOException("the comparison is being ended");
        }
        var process = builder.start();
        processes.add(process);
        return process;
    }

    /** What the processes have used so far. */
    public synchronized ProcessUse use() {
        return ProcessUse.of(processes.stream().map(Process::toHandle).toList(), directory);
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyEnding) {
            return; // and so the hook runs, and finds nothing left to do
        }
    }

    private synchronized void remove() {
        if (removed) {
            return;
        }
        removed = true;
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("compare: cannot delete " + directory + ": " + e);
        }
    }

    /** The end of a log, for a message about the process that wrote it. */
    public static String tail(Path log) {
        final int lines = 20;
        try {
            var all = Files.readAllLines(log);
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
