package io.raftkv.jepsen.run;

import io.raftkv.jepsen.nemesis.Nemeses;
import io.raftkv.jepsen.nemesis.Nemesis;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.workload.Workloads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What is tested: everything from which a simulated run is drawn.
 *
 * @param workload what clients do: a name of {@link Workloads}
 * @param nemesis what goes wrong: names of {@link Nemeses} joined by {@code +}, or {@code none}
 * @param nodes how many servers the cluster begins with, 1 to 9
 * @param clients how many operations are under way at once at most, at least 1
 * @param rate how many operations all clients together begin in a second, at least 1
 * @param time for how long they do; faults happen meanwhile
 * @param seed decides whatever is drawn
 */
public record TestSpec(String workload, String nemesis, int nodes, int clients, int rate, Duration time, long seed) {

    private static final int MAX_NODES = 9;

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException naming the value and what it must be
     */
    public TestSpec {
        Workloads.create(workload);
        Nemeses.parse(nemesis);
        require(nodes >= 1 && nodes <= MAX_NODES, "nodes", nodes, "1 to " + MAX_NODES);
        require(clients >= 1, "clients", clients, "at least 1");
        require(rate >= 1, "rate", rate, "at least 1");
        require(time.isPositive(), "time", time, "above 0");
    }

    /** Three servers, five clients, 100 operations a second, for 60 seconds. */
    public static TestSpec of(String workload, String nemesis, long seed) {
        return new TestSpec(workload, nemesis, 3, 5, 100, Duration.ofSeconds(60), seed);
    }

    /** The same with another seed. */
    public TestSpec seed(long other) {
        return new TestSpec(workload, nemesis, nodes, clients, rate, time, other);
    }

    /** The same for another time. */
    public TestSpec time(Duration other) {
        return new TestSpec(workload, nemesis, nodes, clients, rate, other, seed);
    }

    /** The same with other clients. */
    public TestSpec clients(int otherClients, int otherRate) {
        return new TestSpec(workload, nemesis, nodes, otherClients, otherRate, time, seed);
    }

    /** The same with another number of servers. */
    public TestSpec nodes(int other) {
        return new TestSpec(workload, nemesis, other, clients, rate, time, seed);
    }

    /** The same with something else going wrong. */
    public TestSpec nemesis(String other) {
        return new TestSpec(workload, other, nodes, clients, rate, time, seed);
    }

    /** The faults that the seed draws, each nemesis from a stream of its own. */
    public Schedule schedule() {
        var schedule = Schedule.NONE;
        for (Nemesis one : Nemeses.parse(nemesis)) {
            var random = new SplittableRandom(seed * 31 + one.name().hashCode());
            schedule = schedule.and(one.schedule(random, nodes, time));
        }
        return schedule;
    }

    /** The command line that does the same again in a world. */
    public String commandLine(String world) {
        return commandLine(world, "--nemesis " + nemesis);
    }

    /** The same with the faults of a file in place of those that are drawn. */
    public String commandLine(String world, Path schedule) {
        return commandLine(world, "--schedule " + quoted(schedule));
    }

    private String commandLine(String world, String faults) {
        return "jepsen-lite/bin/jepsen-lite run --world " + world + " --workload " + workload + " " + faults
                + " --nodes " + nodes + " --clients " + clients + " --rate " + rate + " --time " + time.toMillis()
                + "ms --seed " + seed;
    }

    /** As a shell takes it for one word. */
    static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[\\w./+,:@%=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static void require(boolean holds, String name, Object value, String requirement) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + requirement);
        }
    }
}
