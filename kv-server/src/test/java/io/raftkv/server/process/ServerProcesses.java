package io.raftkv.server.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The servers of one test, and the directory below {@code target} that holds their data and output. After the test no
 * process is left; if the test failed, the ends of their outputs are printed, and the directory is kept.
 */
final class ServerProcesses implements BeforeEachCallback, AfterEachCallback {

    private static final int LINES_SHOWN = 40;

    private final ConcurrentLinkedQueue<ServerProcess> started = new ConcurrentLinkedQueue<>();
    private final Set<Path> outputs = new LinkedHashSet<>();
    private Path directory = Path.of("target", "process-tests");

    @Override
    public void beforeEach(ExtensionContext context) {
        directory = Path.of(
                        "target",
                        "process-tests",
                        context.getRequiredTestClass().getSimpleName(),
                        context.getRequiredTestMethod().getName())
                .toAbsolutePath();
        deleteDirectory();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where this test's files go; empty at its start. */
    Path directory() {
        return directory;
    }

    /** Starts a server, whose output is added to the file {@code <name>.log}. */
    ServerProcess start(String name, List<String> flags) {
        var output = directory.resolve(name + ".log");
        outputs.add(output);
        var process = ServerProcess.start(flags, output);
        started.add(process);
        return process;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        started.stream().filter(ServerProcess::isAlive).forEach(ServerProcess::kill);
        if (context.getExecutionException().isPresent()) {
            outputs.forEach(ServerProcesses::printEnd);
        } else {
            deleteDirectory();
        }
    }

    private static void printEnd(Path output) {
        var lines = ServerProcess.linesOf(output);
        System.out.println("---- the end of " + output);
        lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()).forEach(System.out::println);
    }

    private void deleteDirectory() {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
