package io.raftkv.jepsen.nemesis;

import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.FaultSchedule;
import java.time.Duration;

/**
 * The start or the end of a fault.
 *
 * @param at since the beginning of the run
 * @param nemesis whose fault it is: a name of {@link Nemesis}
 * @param phase whether it starts or ends
 * @param fault what is done
 */
public record Step(Duration at, String nemesis, Phase phase, Fault fault) {

    /** Of a fault. */
    public enum Phase {
        /** It begins to harm. */
        START("start"),
        /** It is put right. */
        END("end");

        private final String text;

        Phase(String text) {
            this.text = text;
        }

        static Phase parse(String text) {
            for (Phase phase : values()) {
                if (phase.text.equals(text)) {
                    return phase;
                }
            }
            throw new IllegalArgumentException("'" + text + "' must be start or end");
        }

        @Override
        public String toString() {
            return text;
        }
    }

    FaultSchedule.Timed timed() {
        return new FaultSchedule.Timed(at, fault);
    }

    static Step parse(String line) {
        String[] words = line.split("\\s+", 4);
        if (words.length < 4) {
            throw new IllegalArgumentException("'" + line
                    + "' must be a time, a nemesis, start or end, and a fault, such as 1500ms kill start kill leaders");
        }
        var timed = FaultSchedule.parse(words[0] + " " + words[3]).faults().getFirst();
        return new Step(timed.at(), words[1], Phase.parse(words[2]), timed.fault());
    }

    @Override
    public String toString() {
        String[] timeAndFault = timed().toString().split(" ", 2);
        return timeAndFault[0] + " " + nemesis + " " + phase + " " + timeAndFault[1];
    }
}
