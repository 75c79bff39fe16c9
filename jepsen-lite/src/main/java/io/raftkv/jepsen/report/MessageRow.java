package io.raftkv.jepsen.report;

/** One thing that happened between servers, to be drawn in a row of its own. Times are nanoseconds since the run began. */
public sealed interface MessageRow {

    /** How much a row tells to someone who looks for a fault. */
    enum Weight {
        /** Always worth a row: what is lost, rejected, voted on; faults. */
        NOTABLE,
        /** What goes on all the time while all is well. */
        ORDINARY,
        /** It says nothing that was not said before. */
        ROUTINE
    }

    /** What a note says of its server. */
    enum Change {
        /** It runs as before, or not. */
        NONE,
        /** From now on it runs. */
        STARTS,
        /** From now on it does not run. */
        STOPS
    }

    /** When. */
    long time();

    /** How much it tells. */
    Weight weight();

    /** What it is, in words. */
    String text();

    /**
     * A message that arrived, or was lost.
     *
     * @param from id of the server that sent it
     * @param to id of the server that it was for
     * @param text what it says, shortened
     * @param loss why it did not arrive; empty when it did
     */
    record Arrow(long time, long from, long to, String text, String loss, Weight weight) implements MessageRow {

        boolean isLost() {
            return !loss.isEmpty();
        }
    }

    /**
     * Something else.
     *
     * @param server id of the server to which it happened; 0 when it concerns several
     */
    record Note(long time, long server, String text, Change change) implements MessageRow {

        @Override
        public Weight weight() {
            return Weight.NOTABLE;
        }
    }

    /**
     * Stands for rows that are not shown.
     *
     * @param text what and how many
     */
    record LeftOut(long time, String text) implements MessageRow {

        @Override
        public Weight weight() {
            return Weight.ROUTINE;
        }
    }
}
