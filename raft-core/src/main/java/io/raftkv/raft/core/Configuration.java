package io.raftkv.raft.core;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * Who takes part, and what a majority of them is (P 6). Every place that counts servers counts them here, so no rule has to
 * know whether one majority is needed or two.
 *
 * @param voters the servers whose votes and acknowledgements count: in a joint configuration those of {@code C_new}; none
 *     only for {@link #NONE}. Ascending
 * @param oldVoters in a joint configuration {@code C_old,new} the voters of {@code C_old}, a majority of which is needed as
 *     well; otherwise none. Ascending
 * @param learners servers that receive the log and have no vote (D 4.2.1). Ascending
 * @param joining learners that become voters as soon as they have caught up (D 4.2.1). Ascending
 * @param addresses where the transport finds a server, for those that have an address; opaque to the algorithm
 */
public record Configuration(
        List<Long> voters,
        List<Long> oldVoters,
        List<Long> learners,
        List<Long> joining,
        SortedMap<Long, String> addresses) {

    /** Knows nobody: what a server has that waits to be added to a cluster which exists already. */
    public static final Configuration NONE =
            new Configuration(List.of(), List.of(), List.of(), List.of(), Collections.emptySortedMap());

    /**
     * Checks and sorts.
     *
     * @throws IllegalArgumentException when an id is 0, a server is named twice, is both a voter and a learner, or has an
     *     address but no part; or when there is somebody but no voter
     */
    public Configuration {
        voters = sorted("voters", voters);
        oldVoters = sorted("oldVoters", oldVoters);
        learners = sorted("learners", learners);
        joining = sorted("joining", joining);
        addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
        requireDisjoint(voters, learners);
        requireDisjoint(voters, joining);
        requireDisjoint(learners, joining);
        SortedSet<Long> everybody = union(voters, oldVoters, learners, joining);
        if (voters.isEmpty() && !everybody.isEmpty()) {
            throw new IllegalArgumentException("a configuration needs at least one voter, but has only " + everybody);
        }
        if (!everybody.containsAll(addresses.keySet())) {
            throw new IllegalArgumentException("addresses are given for servers that take no part: " + addresses
                    + ", those that do are " + everybody);
        }
    }

    /** The configuration of these voters, without addresses. */
    public static Configuration of(Long... voters) {
        return of(Arrays.asList(voters));
    }

    /** The configuration of these voters, without addresses. */
    public static Configuration of(Collection<Long> voters) {
        return new Configuration(List.copyOf(voters), List.of(), List.of(), List.of(), Collections.emptySortedMap());
    }

    /** The configuration of these voters, each with its address. */
    public static Configuration of(SortedMap<Long, String> addressesOfVoters) {
        return new Configuration(
                List.copyOf(addressesOfVoters.keySet()), List.of(), List.of(), List.of(), addressesOfVoters);
    }

    /** {@code C_old,new} on the way from {@code old} to this one (P 6). */
    Configuration jointWith(Configuration old) {
        var everybodysAddresses = new TreeMap<>(old.addresses());
        everybodysAddresses.putAll(addresses);
        everybodysAddresses.keySet().removeIf(server -> !contains(server) && !old.voters.contains(server));
        return new Configuration(voters, old.voters, learners, joining, everybodysAddresses);
    }

    /** {@code C_new} of this {@code C_old,new} (P 6). */
    Configuration withoutOld() {
        var remaining = new TreeMap<>(addresses);
        remaining
                .keySet()
                .removeIf(
                        server -> !voters.contains(server) && !learners.contains(server) && !joining.contains(server));
        return new Configuration(voters, List.of(), learners, joining, remaining);
    }

    // Who is who.

    /** Whether {@code server} may vote and become leader. */
    public boolean isVoter(long server) {
        return voters.contains(server) || oldVoters.contains(server);
    }

    /** Whether this is {@code C_old,new}: two majorities are needed until the change is complete (P 6). */
    public boolean isJoint() {
        return !oldVoters.isEmpty();
    }

    /** Whether {@code server} takes part, as whatever. */
    public boolean contains(long server) {
        return isVoter(server) || learners.contains(server) || joining.contains(server);
    }

    /** Everybody who receives the log, ascending. */
    public SortedSet<Long> members() {
        return union(voters, oldVoters, learners, joining);
    }

    // Majorities.

    /** Whether the servers that satisfy {@code agrees} are a majority, in a joint configuration of both sets of voters. */
    public boolean isMajority(LongPredicate agrees) {
        return reachedByMajority(server -> agrees.test(server) ? 1 : 0) == 1;
    }

    /**
     * The highest value that a majority of the voters has reached, in a joint configuration a majority of each set of
     * voters, given the value that each one has: an index that is stored, a round that is confirmed, a time of last contact.
     */
    public long reachedByMajority(LongUnaryOperator value) {
        Invariants.check(!voters.isEmpty(), () -> "there is no majority of nobody");
        long reached = reachedByMajority(voters, value);
        return isJoint() ? Math.min(reached, reachedByMajority(oldVoters, value)) : reached;
    }

    private static long reachedByMajority(List<Long> voters, LongUnaryOperator value) {
        long[] values = new long[voters.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.applyAsLong(voters.get(i));
        }
        Arrays.sort(values);
        return values[(values.length - 1) / 2];
    }

    // As the payload of a log entry.

    /** The payload of a log entry of type {@link EntryType#CONFIGURATION}. */
    public ByteBuffer encode() {
        return ConfigurationFormat.encode(this);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException when it is something else, or of a later format
     */
    public static Configuration decode(ByteBuffer payload) {
        return ConfigurationFormat.decode(payload.duplicate());
    }

    private static List<Long> sorted(String field, List<Long> servers) {
        if (servers.contains(0L)) {
            throw new IllegalArgumentException(field + " has 0, which is no server id: it stands for no server");
        }
        if (servers.stream().distinct().count() != servers.size()) {
            throw new IllegalArgumentException(field + " names a server twice: " + servers);
        }
        return servers.stream().sorted().toList();
    }

    private static void requireDisjoint(List<Long> some, List<Long> others) {
        if (some.stream().anyMatch(others::contains)) {
            throw new IllegalArgumentException("a server has two parts in one configuration: " + some + " " + others);
        }
    }

    @SafeVarargs
    private static SortedSet<Long> union(List<Long>... groups) {
        var everybody = new TreeSet<Long>();
        for (List<Long> group : groups) {
            everybody.addAll(group);
        }
        return everybody;
    }

    /** Short: only what is there. */
    @Override
    public String toString() {
        var text = new StringBuilder(isJoint() ? oldVoters + "+" + voters : voters.toString());
        if (!learners.isEmpty()) {
            text.append(" learners ").append(learners);
        }
        if (!joining.isEmpty()) {
            text.append(" joining ").append(joining);
        }
        return text.toString();
    }
}
