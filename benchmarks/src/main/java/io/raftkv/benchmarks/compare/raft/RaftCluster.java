package io.raftkv.benchmarks.compare.raft;

import io.raftkv.benchmarks.compare.Leftovers;
import io.raftkv.benchmarks.compare.Measurement;
import io.raftkv.benchmarks.compare.ProcessUse;
import io.raftkv.benchmarks.compare.Surroundings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Three members of one library, of which the first leads and makes its own load. Used by one thread. */
final class RaftCluster implements AutoCloseable {

    private static final int SIZE = 3;
    private static final Duration QUESTION = Duration.ofSeconds(30);
    private static final Duration AFTER_LOAD = Duration.ofSeconds(90);
    private static final int LEADER_WITHIN_QUARTER_SECONDS = 240;

    private final Leftovers leftovers;
    private final List<MemberProcess> members = new ArrayList<>();

    private RaftCluster(Leftovers leftovers) {
        this.leftovers = leftovers;
    }

    /** Starts the members, and returns when the first one leads. */
    static RaftCluster start(Library library) throws IOException, InterruptedException {
        String classPath = ClassPaths.of(library);
        var cluster = new RaftCluster(Leftovers.below(Surroundings.target()));
        try {
            var ports = Surroundings.freePorts(SIZE);
            for (int member = 0; member < SIZE; member++) {
                cluster.members.add(MemberProcess.start(library, classPath, member, ports, cluster.leftovers));
            }
            for (var member : cluster.members) {
                member.awaitStarted();
            }
            cluster.haveTheFirstLead();
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private void haveTheFirstLead() throws IOException, InterruptedException {
        for (int i = 0; i < LEADER_WITHIN_QUARTER_SECONDS; i++) {
            if (Boolean.parseBoolean(members.getFirst().ask("leads", QUESTION))) {
                return;
            }
            for (var other : members.subList(1, SIZE)) {
                other.ask("yield", QUESTION);
            }
            Thread.sleep(250);
        }
        throw new IOException("the first member has not become the leader for a minute");
    }

    /** Keeps {@code window} proposals outstanding; see {@link LoadLoop#closed}. */
    Measurement closed(int window, int payloadBytes, Duration duration) throws IOException, InterruptedException {
        return measure("closed " + window, payloadBytes, duration);
    }

    /** Proposes at a fixed rate; see {@link LoadLoop#open}. */
    Measurement open(int perSecond, int payloadBytes, Duration duration) throws IOException, InterruptedException {
        return measure("open " + perSecond, payloadBytes, duration);
    }

    private Measurement measure(String load, int payloadBytes, Duration duration)
            throws IOException, InterruptedException {
        return Measurement.parse(members.getFirst()
                .ask(load + " " + payloadBytes + " " + duration.toMillis(), duration.plus(AFTER_LOAD)));
    }

    /** What the three have used so far. */
    ProcessUse use() {
        return leftovers.use();
    }

    @Override
    public void close() {
        try {
            for (var member : members) {
                member.end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leftovers.close();
        }
    }
}
