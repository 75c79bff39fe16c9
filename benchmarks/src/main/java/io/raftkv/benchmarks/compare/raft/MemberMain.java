package io.raftkv.benchmarks.compare.raft;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * One member of a cluster in a JVM of its own. It is told what to do in lines of its standard input, and answers each in a
 * line that begins with {@link #ANSWER}, because libraries print, too. It ends with its input, and so with whoever started it.
 *
 * <p>Only the JDK, HdrHistogram and the library are on its class path.
 */
public final class MemberMain {

    /** What a line begins with that is an answer. */
    static final String ANSWER = "@ ";

    private MemberMain() {}

    /**
     * Runs a member until the input ends.
     *
     * @param args library, number of the member from 0, ports of all members with commas between, directory
     */
    public static void main(String[] args) throws Exception {
        var library = Library.valueOf(args[0]);
        List<Integer> ports =
                Arrays.stream(args[2].split(",", -1)).map(Integer::valueOf).toList();
        var seat = new Seat(Integer.parseInt(args[1]), ports, Path.of(args[3]));
        try (var contender = library.start(seat);
                var load = new LoadLoop(contender)) {
            answer("started");
            serve(contender, load);
        } catch (Exception | Error e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0); // whatever threads a library has left
    }

    private static void serve(Contender contender, LoadLoop load) throws IOException, InterruptedException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            var words = line.split(" ", -1);
            answer(
                    switch (words[0]) {
                        case "leads" -> Boolean.toString(contender.leads());
                        case "yield" -> {
                            contender.handLeadershipTo(0);
                            yield "yielding";
                        }
                        case "closed" ->
                            load.closed(number(words[1]), number(words[2]), millis(words[3]))
                                    .toLine();
                        case "open" ->
                            load.open(number(words[1]), number(words[2]), millis(words[3]))
                                    .toLine();
                        default -> throw new IllegalArgumentException("unknown command: " + line);
                    });
        }
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    private static Duration millis(String word) {
        return Duration.ofMillis(Long.parseLong(word));
    }

    private static void answer(String text) {
        System.out.println(ANSWER + text);
        System.out.flush();
    }
}
