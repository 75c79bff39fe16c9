package io.raftkv.jepsen.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one run's files are, and what must be put away after it, in the opposite order: also when the user interrupts it. Any thread may
 * call it.
 */
final class Workplace implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Workplace.class);

    private final Path directory;
    private final Deque<Runnable> duties = new ArrayDeque<>();
    private final Thread hook = new Thread(this::putAway, "put away");
    private boolean closed;

    private Workplace(Path directory) {
        this.directory = directory;
    }

    /** Begins with an empty directory, which is deleted at the end. */
    static Workplace open() {
        try {
            var place = new Workplace(Files.createTempDirectory("jepsen-lite-"));
            place.atEnd(() -> delete(place.directory));
            Runtime.getRuntime().addShutdownHook(place.hook);
            return place;
        } catch (IOException e) {
            throw new HarnessException("cannot make a directory for the servers: " + e, e);
        }
    }

    Path directory() {
        return directory;
    }

    /** What must be done at the end, before what was given earlier. At once, when the end is past. */
    void atEnd(Runnable duty) {
        synchronized (this) {
            if (!closed) {
                duties.push(duty);
                return;
            }
        }
        duty.run();
    }

    /** What servers print, in files {@code *.log}, goes to another directory at the end. */
    void keepLogs(Path target) {
        atEnd(() -> {
            try (var logs = Files.newDirectoryStream(directory, "*.log")) {
                Files.createDirectories(target);
                for (Path log : logs) {
                    Files.copy(log, target.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot keep the logs in " + target, e);
            }
        });
    }

    /** Deletes a directory with all that is in it. */
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }

    private void putAway() {
        while (true) {
            Runnable duty;
            synchronized (this) {
                closed = true;
                duty = duties.poll();
            }
            if (duty == null) {
                return;
            }
            try {
                duty.run();
            } catch (RuntimeException left) {
                LOG.error("something is left behind: {}", left.getMessage(), left);
            }
        }
    }

    @Override
    public void close() {
        putAway();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // Then the hook finds nothing to do.
        }
    }
}
