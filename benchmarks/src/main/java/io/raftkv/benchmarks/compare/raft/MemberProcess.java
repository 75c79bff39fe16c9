package io.raftkv.benchmarks.compare.raft;

import io.raftkv.benchmarks.compare.Leftovers;
import io.raftkv.benchmarks.compare.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A {@link MemberMain} seen from outside. Used by one thread. */
final class MemberProcess {

    /**
     * The same for all libraries: 1 GiB of heap, the JVM's own choice of a collector, and the doors through which the
     * older Netty of a peer finds what it uses for buffers.
     */
    private static final List<String> JVM_FLAGS = List.of(
            "-Xmx1g",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-Dio.netty.tryReflectionSetAccessible=true");

    private static final String ENDED = "";
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Process process;
    private final Path log;
    private final Writer in;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private MemberProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    /** Starts a member, which ends with {@code leftovers}; {@link #awaitStarted} waits for it. */
    static MemberProcess start(Library library, String classPath, int member, List<Integer> ports, Leftovers leftovers)
            throws IOException {
        Path directory = Files.createDirectories(leftovers.directory().resolve(Integer.toString(member)));
        Path log = leftovers.directory().resolve(member + ".log");
        List<String> command = new ArrayList<>(List.of(Surroundings.java()));
        command.addAll(JVM_FLAGS);
        String more = System.getenv("RAFTKV_JAVA_OPTS");
        if (more != null && !more.isBlank()) {
            command.addAll(Arrays.asList(more.trim().split("\\s+", -1)));
        }
        command.addAll(List.of(
                "-cp",
                classPath,
                MemberMain.class.getName(),
                library.name(),
                Integer.toString(member),
                ports.stream().map(port -> Integer.toString(port)).collect(Collectors.joining(",")),
                directory.toString()));
        var builder =
                new ProcessBuilder(command).directory(leftovers.directory().toFile());
        var started = new MemberProcess(leftovers.start(builder.redirectError(log.toFile())), log);
        Thread.ofPlatform().daemon().name("answers-" + member).start(started::readAnswers);
        return started;
    }

    private void readAnswers() {
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(MemberMain.ANSWER)) {
                    answers.add(line.substring(MemberMain.ANSWER.length()));
                }
            }
        } catch (IOException closed) {
            answers.add(ENDED);
        }
        answers.add(ENDED);
    }

    void awaitStarted() throws IOException, InterruptedException {
        answer(Duration.ofMinutes(1));
    }

    /**
     * Asks and waits for the answer.
     *
     * @throws IOException when the member has ended or does not answer in time, with the end of its log
     */
    String ask(String command, Duration timeout) throws IOException, InterruptedException {
        in.write(command + "\n");
        in.flush();
        return answer(timeout);
    }

    private String answer(Duration timeout) throws IOException, InterruptedException {
        String answer = answers.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw new IOException("a member does not answer. Its log ends with\n" + Leftovers.tail(log));
        }
        if (answer.equals(ENDED)) {
            throw new IOException("a member has ended. Its log ends with\n" + Leftovers.tail(log));
        }
        return answer;
    }

    /** Has it end by itself, so that a profiler in it can write what it has found; it need not. */
    void end() throws InterruptedException {
        try {
            in.close();
            process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException gone) {
            return;
        }
    }
}
