package io.raftkv.raft.scenario;

import java.util.random.RandomGenerator;

/**
 * What a server draws its random numbers from. They are random, but the election timeouts among them come from a part of
 * their range that the script has chosen, so that it is known who loses patience first (P 5.2).
 */
final class Dice implements RandomGenerator {

    /** How much of its part is used: the rest keeps the parts of two servers apart. */
    private static final double USED = 0.6;

    private final RandomGenerator random;
    private double from;
    private double width = 1;

    Dice(RandomGenerator random) {
        this.random = random;
    }

    /** From now on bounded numbers come from the {@code part}th of {@code parts} equal parts of their range; 0 is the lowest. */
    void keepTo(int part, int parts) {
        width = USED / parts;
        from = (double) part / parts;
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public long nextLong(long bound) {
        return (long) (bound * (from + width * random.nextDouble()));
    }
}
