package io.raftkv.jepsen.nemesis;

import io.raftkv.raft.sim.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A nemesis that pauses, strikes, lets the harm last for a while and puts it right, over and over. The first strike comes when a
 * leader has been elected, and the last one ends before the run does. One in four strikes at a {@link Moment}, for which it begins to
 * wait as soon as the one before is over.
 *
 * @param strike draws what happens each time
 */
record Strikes(String name, String description, Strike strike) implements Nemesis {

    private static final Duration FIRST = Duration.ofSeconds(3);
    private static final long SHORTEST_MILLIS = 500;
    private static final long LONGEST_MILLIS = 6_000;
    private static final int STRIKES_PER_MOMENT = 4;
    private static final List<Moment> MOMENTS = List.of(Moment.ELECTION, Moment.SNAPSHOT, Moment.MEMBERSHIP_CHANGE);

    /** One time that the nemesis strikes. */
    @FunctionalInterface
    interface Strike {

        /** What begins, and what puts it right. */
        Episode draw(RandomGenerator random, Victims victims);
    }

    /**
     * What happens when it strikes once.
     *
     * @param start done one after the other, some milliseconds apart
     * @param end done together when it is over; empty when it is over at once
     */
    record Episode(List<Fault> start, List<Fault> end) {
        static Episode of(Fault start, Fault end) {
            return new Episode(List.of(start), List.of(end));
        }

        /** Over at once. */
        static Episode of(Fault only) {
            return new Episode(List.of(only), List.of());
        }
    }

    @Override
    public Schedule schedule(RandomGenerator random, int nodes, Duration length) {
        var victims = new Victims(random, nodes);
        var steps = new ArrayList<Step>();
        var moment = Moment.AT_ONCE;
        Duration at = FIRST.plus(pause(random).dividedBy(2));
        while (true) {
            Episode episode = strike.draw(random, victims);
            var starts = new ArrayList<Step>();
            starts.add(
                    new Step(at, moment, name, Step.Phase.START, episode.start().getFirst()));
            Duration begun = moment == Moment.AT_ONCE ? at : at.plus(Moment.LONGEST_WAIT);
            begun = begun.plusMillis(random.nextLong(1, 300));
            for (Fault fault : episode.start().subList(1, episode.start().size())) {
                starts.add(new Step(begun, name, Step.Phase.START, fault));
                begun = begun.plusMillis(random.nextLong(1, 300));
            }
            Duration over = begun.plus(pause(random));
            if (over.compareTo(length) > 0) {
                return new Schedule(steps);
            }
            steps.addAll(starts);
            for (Fault fault : episode.end()) {
                steps.add(new Step(over, name, Step.Phase.END, fault));
            }
            Duration pause = pause(random);
            boolean waits = random.nextInt(STRIKES_PER_MOMENT) == 0;
            moment = waits ? MOMENTS.get(random.nextInt(MOMENTS.size())) : Moment.AT_ONCE;
            at = waits ? over : over.plus(pause);
        }
    }

    private static Duration pause(RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(SHORTEST_MILLIS, LONGEST_MILLIS));
    }
}
