package io.raftkv.jepsen.nemesis;

import io.raftkv.raft.sim.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Draws whom a fault hits. Leaders are hit more often than their share, since most of what can break breaks there.
 *
 * @param nodes how many servers there are at first
 */
record Victims(RandomGenerator random, int nodes) {

    /** Those who lead in one of three cases, else any server. */
    Target oneOrLeaders() {
        return random.nextInt(3) == 0 ? Target.Group.LEADERS : one();
    }

    /** Any server. */
    Target one() {
        return new Target.Server(id());
    }

    /** The id of any server. */
    long id() {
        return random.nextLong(1, nodes + 1L);
    }

    /** All of them, in the order of ids. */
    List<Target> each() {
        return LongStream.rangeClosed(1, nodes)
                .<Target>mapToObj(Target.Server::new)
                .toList();
    }

    /** All of them in any order, or those who lead before all others. */
    List<Target> order() {
        if (random.nextInt(3) == 0) {
            return List.of(Target.Group.LEADERS);
        }
        var order = new ArrayList<>(each());
        Collections.shuffle(order, random);
        return List.copyOf(order);
    }
}
