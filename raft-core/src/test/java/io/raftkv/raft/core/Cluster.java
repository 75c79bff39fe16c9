package io.raftkv.raft.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Servers that are nothing but the core, their messages delivered in order and their disks instant. Time stands still
 * unless a test moves it.
 */
final class Cluster {

    static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(1);

    private record Link(long from, long to) {}

    private final Map<Long, Raft> servers = new TreeMap<>();
    private final Map<Long, List<LogEntry>> disks = new HashMap<>();
    private final Map<Long, List<Effects.GrantedRead>> grantedReads = new HashMap<>();
    private final Map<Long, List<Effects.Refused>> refusals = new HashMap<>();
    private final ArrayDeque<Message> onTheWay = new ArrayDeque<>();
    private final List<Message> delivered = new ArrayList<>();
    private final Set<Link> cut = new HashSet<>();
    private long now = 1_000_000_000_000L;
    private long lastProposal;

    static Cluster of(int size) {
        return of(size, config -> config);
    }

    static Cluster of(int size, UnaryOperator<RaftConfig> adjust) {
        var cluster = new Cluster();
        List<Long> ids = LongStream.rangeClosed(1, size).boxed().toList();
        for (long id : ids) {
            cluster.disks.put(id, new ArrayList<>());
            cluster.grantedReads.put(id, new ArrayList<>());
            cluster.refusals.put(id, new ArrayList<>());
            var config = adjust.apply(RaftConfig.of(id, new Configuration(ids)));
            cluster.servers.put(id, new Raft(config, PersistentState.EMPTY, new SplittableRandom(id), cluster.now));
        }
        return cluster;
    }

    Raft server(long id) {
        return servers.get(id);
    }

    // What happens.

    void give(long id, Input input) {
        var effects = new Effects();
        server(id).step(now, input, effects);
        server(id).replicate(now, effects);
        carryOut(id, effects);
    }

    private void carryOut(long id, Effects effects) {
        for (Effects.Write write : effects.writes()) {
            switch (write) {
                case Effects.Write.TermAndVote ignored -> {}
                case Effects.Write.Truncate(long fromIndex) ->
                    disks.get(id).removeIf(entry -> entry.index() >= fromIndex);
                case Effects.Write.Append(var entries) -> disks.get(id).addAll(entries);
            }
        }
        onTheWay.addAll(effects.messages());
        onTheWay.addAll(effects.messagesWhenDurable());
        grantedReads.get(id).addAll(effects.grantedReads());
        refusals.get(id).addAll(effects.refusals());
        for (Effects.ReadEntries request : effects.entriesToRead()) {
            List<LogEntry> entries = disks.get(id).stream()
                    .filter(entry -> entry.index() >= request.fromIndex() && entry.index() <= request.lastIndex())
                    .toList();
            give(id, new Input.EntriesRead(request, entries));
        }
    }

    /** Delivers messages, and those that they cause, until none is left. */
    void settle() {
        while (!onTheWay.isEmpty()) {
            Message message = onTheWay.removeFirst();
            if (!cut.contains(new Link(message.from(), message.to()))) {
                delivered.add(message);
                give(message.to(), new Input.MessageReceived(message));
            }
        }
    }

    /** Moves time for everybody, tells only {@code ids}, and lets the consequences settle. */
    void advance(Duration duration, long... ids) {
        now += duration.toNanos();
        for (long id : ids) {
            give(id, new Input.Tick());
        }
        settle();
    }

    /** Moves time in small steps, everybody told. */
    void run(Duration duration) {
        long end = now + duration.toNanos();
        while (now < end) {
            advance(
                    Duration.ofMillis(20),
                    servers.keySet().stream().mapToLong(Long::longValue).toArray());
        }
    }

    /** Everybody has forgotten its leader, and {@code id} is the first to notice: it stands for election. */
    void campaign(long id) {
        advance(ELECTION_TIMEOUT.multipliedBy(2), id);
    }

    void elect(long id) {
        campaign(id);
        if (!server(id).isLeader()) {
            throw new AssertionError(
                    "server " + id + " was not elected, it is " + server(id).role());
        }
    }

    void propose(long id, String command) {
        give(id, new Input.Proposed(List.of(new Proposal(++lastProposal, ByteBuffer.wrap(command.getBytes(UTF_8))))));
        settle();
    }

    // Who hears whom.

    void isolate(Long... group) {
        Collection<Long> inside = Arrays.asList(group);
        for (long from : servers.keySet()) {
            for (long to : servers.keySet()) {
                if (inside.contains(from) != inside.contains(to)) {
                    cut.add(new Link(from, to));
                }
            }
        }
    }

    void cut(long from, long to) {
        cut.add(new Link(from, to));
    }

    void heal() {
        cut.clear();
    }

    // What there is to see.

    List<String> commands(long id) {
        return disks.get(id).stream()
                .filter(entry -> entry.type() == EntryType.COMMAND)
                .map(entry -> UTF_8.decode(entry.payload().duplicate()).toString())
                .toList();
    }

    List<Effects.GrantedRead> grantedReads(long id) {
        return grantedReads.get(id);
    }

    List<Effects.Refused> refusals(long id) {
        return refusals.get(id);
    }

    <M extends Message> List<M> delivered(Class<M> type) {
        return delivered.stream().filter(type::isInstance).map(type::cast).toList();
    }

    void forgetDelivered() {
        delivered.clear();
    }

    ArrayDeque<Message> onTheWay() {
        return onTheWay;
    }

    long now() {
        return now;
    }
}
