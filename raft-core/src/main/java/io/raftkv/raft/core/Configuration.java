package io.raftkv.raft.core;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * Who takes part, and what a majority of them is. Every place that counts servers counts them here, so that a
 * configuration with two majorities (joint consensus, P 6) changes this type and nothing that uses it.
 *
 * @param voters ids of the servers whose votes and acknowledgements count, ascending, without duplicates, not empty
 */
public record Configuration(List<Long> voters) {

    /**
     * Checks and sorts.
     *
     * @throws IllegalArgumentException when there is no voter, one is named twice, or an id is 0
     */
    public Configuration {
        if (voters.isEmpty()) {
            throw new IllegalArgumentException("a configuration needs at least one voter");
        }
        if (voters.contains(0L)) {
            throw new IllegalArgumentException("0 is not a server id: it stands for no server");
        }
        if (voters.stream().distinct().count() != voters.size()) {
            throw new IllegalArgumentException("a voter is named twice: " + voters);
        }
        voters = voters.stream().sorted().toList();
    }

    /** The configuration of these voters. */
    public static Configuration of(Long... voters) {
        return new Configuration(Arrays.asList(voters));
    }

    /** Whether {@code server} may vote and become leader. */
    public boolean isVoter(long server) {
        return voters.contains(server);
    }

    /** Whether the servers that satisfy {@code agrees} are a majority. */
    public boolean isMajority(LongPredicate agrees) {
        return reachedByMajority(server -> agrees.test(server) ? 1 : 0) == 1;
    }

    /**
     * The highest value that a majority of the voters has reached, given the value that each one has: an index that is
     * stored, a round that is confirmed, a time of last contact.
     */
    public long reachedByMajority(LongUnaryOperator value) {
        long[] values = new long[voters.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.applyAsLong(voters.get(i));
        }
        Arrays.sort(values);
        return values[(values.length - 1) / 2];
    }
}
