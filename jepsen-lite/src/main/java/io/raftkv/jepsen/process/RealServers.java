package io.raftkv.jepsen.process;

import io.raftkv.client.Endpoint;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import io.raftkv.client.KvException;
import io.raftkv.client.Member;
import io.raftkv.client.MemberStatus;
import io.raftkv.raft.sim.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The servers of one cluster as processes: starts, stops and asks them. The nemesis and the supervisor use it one after the other;
 * {@link #incarnation} may be asked by any thread.
 */
final class RealServers implements Cluster, AutoCloseable {

    private static final int REFUSED_TO_START = 2;
    private static final int REMOVED = 4;
    private static final Duration STATUS_PATIENCE = Duration.ofSeconds(1);

    private final ProcessOptions options;
    private final Network network;
    private final ClockControl clocks;
    private final Map<Long, Place> places;
    private final List<Place> founders;
    private final Map<Long, ServerProcess> running = new TreeMap<>();
    private final Map<Long, Integer> incarnations = new ConcurrentHashMap<>();
    private final TreeSet<Long> paused = new TreeSet<>();

    /** Which are members or to become so, and are started again when everything is healed. */
    private final TreeSet<Long> wanted = new TreeSet<>();

    /** Whose files were damaged since they last ran well. */
    private final TreeSet<Long> damaged = new TreeSet<>();

    /** Which of those have noticed, and refused to start. */
    private final TreeSet<Long> refusing = new TreeSet<>();

    /** Which of those are being given new data, and the ids of the members that they were. */
    private final Map<Long, Long> rebuilding = new TreeMap<>();

    /** Which were added to the cluster since it was formed, by themselves or again. */
    private final TreeSet<Long> newcomers = new TreeSet<>();

    /** Which the cluster was asked to remove; they end by themselves when it has done so, whatever it answered. */
    private final TreeSet<Long> leaving = new TreeSet<>();

    private final List<String> surprises = new ArrayList<>();
    private final KvClient asker;

    RealServers(ProcessOptions options, Network network, ClockControl clocks, List<Place> all, int founders) {
        this.options = options;
        this.network = network;
        this.clocks = clocks;
        this.places = new TreeMap<>();
        all.forEach(place -> places.put(place.id(), place));
        this.founders = all.subList(0, founders);
        this.founders.forEach(place -> wanted.add(place.id()));
        this.asker = new KvClient(KvClientConfig.of(
                        all.stream().map(place -> endpoint(network, place)).toList())
                .requestTimeout(STATUS_PATIENCE));
    }

    private static Endpoint endpoint(Network network, Place place) {
        var address = network.testerAddress(place);
        return new Endpoint(address.getHostString(), address.getPort());
    }

    /** What they run. */
    Program program() {
        return options.program();
    }

    /** Whether the tester has started them, and may stop them. */
    boolean areOurs() {
        return !(options.program() instanceof Program.Running);
    }

    /**
     * What a workload expects of the store, and what keeps it from harming data that somebody needs.
     *
     * @throws HarnessException when there is, or was, something in it
     */
    void requireEmptyStore() {
        long revision = statuses().values().stream()
                .mapToLong(status -> status.header().revision())
                .max()
                .orElse(0);
        if (revision > 1) {
            throw new HarnessException("the store is not new: its revision is " + revision
                    + ". A test writes what it likes, and must begin with a store that never had a key");
        }
    }

    /** Starts all that form the cluster. */
    void startFounders() {
        if (!areOurs()) {
            return;
        }
        founders.forEach(place -> start(place, initialFlags(founders, "new")));
    }

    @Override
    public List<Long> ids() {
        return List.copyOf(wanted);
    }

    @Override
    public List<Long> leaders() {
        return statuses().entrySet().stream()
                .filter(entry -> entry.getValue().isLeader())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Where a server is that {@linkplain #exists exists}. */
    Place place(long id) {
        return Objects.requireNonNull(places.get(id));
    }

    boolean exists(long id) {
        return places.containsKey(id);
    }

    /** Whether its process is there, be it paused. */
    boolean isRunning(long id) {
        if (!areOurs()) {
            return true;
        }
        noticeEnds();
        return running.containsKey(id);
    }

    /** Counts the starts of a server: a connection to an earlier one is not one to the next. */
    int incarnation(long id) {
        return incarnations.getOrDefault(id, 0);
    }

    /** Starts a server that does not run: with the data that it has, or, if it has refused that, with what the others give it. */
    void restart(long id) {
        if (!wanted.contains(id) || isRunning(id)) {
            return;
        }
        if (refusing.contains(id)) {
            rebuild(id);
        } else if (newcomers.contains(id)) {
            startAsNewcomer(id); // it may have been killed before it had anything that it could remember
        } else {
            start(place(id), initialFlags(founders, "new"));
        }
    }

    /** As whom it was a member when its data was damaged: so it may be tried again, when an attempt is cut short. */
    private void rebuild(long id) {
        try {
            if (!rebuilding.containsKey(id)) {
                memberId(id).ifPresent(memberId -> rebuilding.put(id, memberId));
            }
        } catch (KvException noQuorum) {
            // Later, when the others can say who it is.
        }
        Long damagedMember = rebuilding.get(id);
        if (damagedMember != null) {
            start(
                    place(id),
                    List.of("--rebuild-from-peers=" + Long.toHexString(damagedMember), initialCluster(founders)));
        }
    }

    /** By which id the cluster knows a server, if it does. */
    Optional<Long> memberId(long id) {
        String url = network.peerUrl(place(id));
        return asker.memberList().members().stream()
                .filter(member -> member.peerUrls().contains(url))
                .map(Member::id)
                .findFirst();
    }

    /** Turns over a bit of a server that does not run, if all others do and are whole: no cluster survives the loss of a majority's data. */
    boolean damage(long id, String path) {
        boolean isAffordable = damaged.isEmpty()
                && !isRunning(id)
                && wanted.stream().allMatch(other -> other == id || isRunning(other));
        if (!isAffordable || !new StoredFiles(place(id).raftData()).flipBit(path)) {
            return false;
        }
        return damaged.add(id);
    }

    /** Starts a server that was added to the cluster, without data. */
    void startNewcomer(long id) {
        wanted.add(id);
        leaving.remove(id);
        newcomers.add(id);
        Workplace.delete(place(id).data());
        startAsNewcomer(id);
    }

    private void startAsNewcomer(long id) {
        var members = wanted.stream().map(this::place).toList();
        start(place(id), initialFlags(members, "existing"));
    }

    /** The cluster is about to be asked to remove a server. */
    void expectRemoval(long id) {
        leaving.add(id);
    }

    /** Whether it is a member, or is to become one. */
    boolean isWanted(long id) {
        return wanted.contains(id);
    }

    /** Ends a server that was removed from the cluster, if it has not ended itself, and forgets its data. */
    void retire(long id) {
        wanted.remove(id);
        kill(id);
        Workplace.delete(place(id).data());
    }

    private List<String> initialFlags(List<Place> members, String state) {
        return List.of(initialCluster(members), "--initial-cluster-state=" + state);
    }

    private String initialCluster(List<Place> members) {
        return "--initial-cluster="
                + String.join(
                        ",",
                        members.stream()
                                .map(member -> member.name() + "=" + network.peerUrl(member))
                                .toList());
    }

    private void start(Place place, List<String> membership) {
        var command = new ArrayList<>(network.commandPrefix(place));
        command.addAll(options.program().command(network.jvmFlags(place)));
        command.add("--name=" + place.name());
        command.add("--data-dir=" + place.data());
        String host = "http://" + network.host(place) + ":";
        command.add("--listen-client-urls=" + host + place.clientPort());
        command.add("--advertise-client-urls=" + host + place.clientPort());
        command.add("--listen-peer-urls=" + host + place.peerPort());
        command.add("--initial-advertise-peer-urls=" + network.peerUrl(place));
        command.addAll(membership);
        try {
            Files.createDirectories(place.directory());
        } catch (IOException e) {
            throw new HarnessException("cannot make " + place.directory() + ": " + e, e);
        }
        incarnations.merge(place.id(), 1, Integer::sum);
        running.put(place.id(), ServerProcess.start(command, clocks.environment(place), place.log()));
        clocks.started(place);
    }

    /** Whether there was something to kill. */
    boolean kill(long id) {
        noticeEnds();
        var process = running.remove(id);
        paused.remove(id);
        if (process == null) {
            return false;
        }
        process.kill();
        return true;
    }

    boolean pause(long id) {
        if (!isRunning(id)) {
            return false;
        }
        process(id).pause();
        return paused.add(id);
    }

    void resume(long id) {
        if (paused.remove(id) && isRunning(id)) {
            process(id).resume();
        }
    }

    private ServerProcess process(long id) {
        return Objects.requireNonNull(running.get(id));
    }

    /** What went wrong without anybody doing it: servers that ended by themselves. */
    List<String> surprises() {
        noticeEnds();
        return List.copyOf(surprises);
    }

    private void noticeEnds() {
        running.entrySet().removeIf(entry -> {
            var process = entry.getValue();
            if (process.isAlive()) {
                return false;
            }
            if (damaged.contains(entry.getKey()) && process.exitCode() == REFUSED_TO_START) {
                refusing.add(entry.getKey());
            } else if (leaving.contains(entry.getKey()) && process.exitCode() == REMOVED) {
                wanted.remove(entry.getKey());
            } else if (wanted.contains(entry.getKey())) {
                surprises.add("S" + entry.getKey() + " ended by itself with exit code " + process.exitCode()
                        + "; the last that it printed: " + lastLine(place(entry.getKey())));
            }
            return true;
        });
    }

    /** Whether the data of some server was damaged and not yet replaced. */
    boolean hasDamage() {
        return !damaged.isEmpty();
    }

    private static String lastLine(Place place) {
        try {
            var lines = Files.readAllLines(place.log());
            return lines.isEmpty() ? "nothing" : lines.getLast();
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    /** What the servers that answer say of themselves. */
    Map<Long, MemberStatus> statuses() {
        var statuses = new TreeMap<Long, MemberStatus>();
        for (long id : areOurs() ? List.copyOf(running.keySet()) : ids()) {
            if (!paused.contains(id)) {
                try {
                    statuses.put(id, asker.status(endpoint(network, place(id))));
                    // It has got new data, or has taken its own for good, since the damage was in a second copy.
                    damaged.remove(id);
                    refusing.remove(id);
                    rebuilding.remove(id);
                } catch (KvException noAnswer) {
                    // It starts, or is cut off from its clients, or busy.
                }
            }
        }
        return statuses;
    }

    /** A client for requests that concern the cluster. */
    KvClient asker() {
        return asker;
    }

    Endpoint endpoint(long id) {
        return endpoint(network, place(id));
    }

    @Override
    public void close() {
        asker.close();
        List.copyOf(running.keySet()).forEach(this::kill);
    }
}
