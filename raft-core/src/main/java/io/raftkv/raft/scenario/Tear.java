package io.raftkv.raft.scenario;

import java.util.random.RandomGenerator;

/**
 * What is left of unforced data when the power fails, decided instead of drawn. A simulated disk asks for each file whether
 * anything is left, and then for each sector.
 */
final class Tear implements RandomGenerator {

    private static final int QUESTIONS_UP_TO_THE_FIRST_SECTOR = 2;

    private boolean keepsFirstSector;
    private int questions;

    void keepNothing() {
        keepsFirstSector = false;
    }

    void keepFirstSector() {
        keepsFirstSector = true;
        questions = 0;
    }

    @Override
    public boolean nextBoolean() {
        questions++;
        return keepsFirstSector && questions <= QUESTIONS_UP_TO_THE_FIRST_SECTOR;
    }

    @Override
    public long nextLong() {
        return 0;
    }
}
