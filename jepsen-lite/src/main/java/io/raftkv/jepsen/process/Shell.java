package io.raftkv.jepsen.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Commands of the operating system, each run to its end. */
final class Shell {

    private Shell() {}

    /**
     * What a command printed.
     *
     * @param input what it reads
     * @throws HarnessException when it cannot be run or fails, with what it printed
     */
    static String runWith(String input, List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new HarnessException("'" + String.join(" ", command) + "' failed: " + printed.strip());
            }
            return printed;
        } catch (IOException e) {
            throw new HarnessException("cannot run '" + String.join(" ", command) + "': " + e.getMessage(), e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HarnessException("interrupted while '" + String.join(" ", command) + "' ran", interrupted);
        }
    }

    static String run(String... command) {
        return runWith("", List.of(command));
    }

    /** Whether a program is on the path. */
    static boolean knows(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    static boolean isRootOnLinux() {
        return isRoot() && System.getProperty("os.name", "").equals("Linux");
    }
}
