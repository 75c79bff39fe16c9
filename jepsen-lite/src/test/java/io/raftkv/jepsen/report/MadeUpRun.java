package io.raftkv.jepsen.report;

import io.raftkv.jepsen.checker.Conclusion;
import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Histories that never happened, to be drawn. */
public final class MadeUpRun {

    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1_000 * MILLISECOND;

    private final List<Event> events = new ArrayList<>();

    /** One without events. */
    public static MadeUpRun empty() {
        return new MadeUpRun();
    }

    /** Some 2000 operations of 8 clients in 40 seconds under faults, of which one read is stale. */
    public static ReportInput withViolation() {
        var run = new MadeUpRun();
        var random = new Random(7);
        run.fault(5 * SECOND, "partition-one", "start", "S1");
        run.fault(12 * SECOND, "partition-one", "end", "S1");
        run.fault(10 * SECOND, "clock-drift", "start", "S2");
        run.fault(22 * SECOND, "clock-drift", "end", "S2");
        run.fault(18 * SECOND, "kill", "start", "S3");
        run.fault(20 * SECOND, "kill", "end", "S3");
        run.fault(27 * SECOND, "pause", "start", "S1");
        run.fault(30 * SECOND, "pause", "end", "S1");
        run.fault(33 * SECOND, "heal", "healed", "");
        for (int client = 0; client < 8; client++) {
            run.client(client, random);
        }
        run.events.sort(Comparator.comparingLong(Event::timeNanos));
        var history = run.history();
        List<Integer> atFault = staleRead(history);
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("world", "sim");
        configuration.put("workload", "register");
        configuration.put("nemesis", "partition-one, clock-drift, kill, pause");
        configuration.put("nodes", "3");
        configuration.put("clients", "8");
        configuration.put("time", "40 s");
        configuration.put("seed", "7");
        return new ReportInput(
                "register under partitions, lease reads with a clock <drifting> & wild",
                List.of(
                        new Finding(
                                "linearizable",
                                Conclusion.VIOLATION,
                                "key x: client 3 read 41 after client 5 had read 42",
                                List.of(
                                        "No order of the operations on x explains all of their results.",
                                        "The last order that explains a prefix ends with: write x 42, read x → 42."),
                                atFault),
                        new Finding(
                                "progress",
                                Conclusion.GOOD,
                                "after healing, the first success came in 312 ms",
                                List.of()),
                        new Finding("stale-read", Conclusion.UNKNOWN, "not enough reads to tell", List.of())),
                configuration,
                "jepsen-lite run --world sim --workload register --nemesis 'partition-one,clock-drift' --time 40s --seed 7",
                history,
                new MessageDiagram(
                        List.of(
                                new MessageRow.Note(1_000, 0, "fault: kill S3", MessageRow.Change.NONE),
                                new MessageRow.Note(1_000, 3, "S3 is killed", MessageRow.Change.STOPS),
                                new MessageRow.Arrow(
                                        2_000, 1, 2, "AppendEntries, term 2", "", MessageRow.Weight.ORDINARY),
                                new MessageRow.Arrow(
                                        3_000,
                                        1,
                                        3,
                                        "AppendEntries, term 2",
                                        "server is down",
                                        MessageRow.Weight.NOTABLE)),
                        "made up"));
    }

    private static List<Integer> staleRead(History history) {
        for (int at = 0; at < history.events().size(); at++) {
            Event event = history.events().get(at);
            if (event.timeNanos() > 20 * SECOND
                    && event.type() == EventType.OK
                    && event.function().equals("read")
                    && "x".equals(event.key())) {
                for (int earlier = at - 1; ; earlier--) {
                    Event other = history.events().get(earlier);
                    if (other.type() == EventType.OK && "x".equals(other.key())) {
                        return List.of(earlier, at);
                    }
                }
            }
        }
        throw new IllegalStateException("no read to blame");
    }

    private void client(int client, Random random) {
        long now = random.nextLong(200 * MILLISECOND);
        while (now < 40 * SECOND) {
            String key = random.nextBoolean() ? "x" : "y";
            boolean reads = random.nextBoolean();
            Object value = random.nextLong(100);
            boolean cut = now > 5 * SECOND && now < 7 * SECOND || now > 18 * SECOND && now < 19 * SECOND;
            long latency =
                    (long) (2 * MILLISECOND * Math.exp(random.nextGaussian() * 0.8)) + (cut ? 900 * MILLISECOND : 0);
            var end = cut
                    ? random.nextInt(3) == 0 ? EventType.FAIL : EventType.INFO
                    : random.nextInt(40) == 0 ? EventType.FAIL : EventType.OK;
            String function = reads ? "read" : "write";
            add(now, client, EventType.INVOKE, function, key, reads ? null : value);
            now += latency;
            events.add(new Event(
                    now,
                    client,
                    end,
                    function,
                    key,
                    end == EventType.OK ? value : null,
                    end == EventType.OK ? null : end == EventType.FAIL ? "no leader" : "timed out"));
            now += 20 * MILLISECOND + random.nextLong(240 * MILLISECOND);
        }
    }

    /** Adds an event of a client. */
    public MadeUpRun add(long time, int client, EventType type, String function, String key, Object value) {
        events.add(new Event(time, client, type, function, key, value, null));
        return this;
    }

    /** Adds an operation from one time to another. */
    public MadeUpRun operation(long from, long to, int client, EventType outcome) {
        return add(from, client, EventType.INVOKE, "write", "x", 1L).add(to, client, outcome, "write", "x", 1L);
    }

    /** Adds an event of the nemesis. */
    public MadeUpRun fault(long time, String name, String phase, String target) {
        events.add(new Event(
                time,
                Event.NEMESIS,
                EventType.INFO,
                name,
                null,
                Map.of("phase", phase, "servers", List.of(target)),
                null));
        return this;
    }

    /** What was added, in that order. */
    public History history() {
        return new History(events);
    }

    /** A report on what was added that finds nothing. */
    public ReportInput report() {
        return new ReportInput("made up", List.of(), Map.of(), "", history(), MessageDiagram.NONE);
    }
}
