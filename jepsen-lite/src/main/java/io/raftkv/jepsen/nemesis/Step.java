package io.raftkv.jepsen.nemesis;

import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.FaultSchedule;
import io.raftkv.raft.sim.Target;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The start or the end of a fault.
 *
 * @param at since the beginning of the run
 * @param moment what it waits for from then on
 * @param nemesis whose fault it is: a name of {@link Nemesis}
 * @param phase whether it starts or ends
 * @param fault what is done
 */
public record Step(Duration at, Moment moment, String nemesis, Phase phase, Fault fault) {

    private static final String WAITS_FOR = "@";
    private static final String SERVER = Target.PREFIX + "\\d{1,18}";

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

    /** One that waits for nothing. */
    public Step(Duration at, String nemesis, Phase phase, Fault fault) {
        this(at, Moment.AT_ONCE, nemesis, phase, fault);
    }

    FaultSchedule.Timed timed() {
        return new FaultSchedule.Timed(at, fault);
    }

    /** The servers that its text names; who belongs to a group is found out only when it happens. */
    List<Long> serversNamed() {
        return Arrays.stream(fault.text().split(" "))
                .filter(word -> word.matches(SERVER))
                .map(Target::parseServer)
                .toList();
    }

    /** The servers that there may be from then on. */
    List<Long> serversAdded() {
        return fault instanceof Fault.Members members
                ? members.change().steps().stream()
                        .filter(step -> step instanceof MembershipChange.Step.AddLearner
                                || step instanceof MembershipChange.Step.Join
                                || step instanceof MembershipChange.Step.AddVoter)
                        .map(MembershipChange.Step::server)
                        .toList()
                : List.of();
    }

    /** The same; of a partition, which is of those servers, without all others that it names. */
    Step among(Set<Long> servers) {
        Fault same = switch (fault) {
            case Fault.Partition(var kind, var order) -> new Fault.Partition(kind, among(servers, order));
            case Fault.Flapping(var every, var kind, var order) ->
                new Fault.Flapping(every, kind, among(servers, order));
            default -> fault;
        };
        return new Step(at, moment, nemesis, phase, same);
    }

    private static List<Target> among(Set<Long> servers, List<Target> order) {
        return order.stream()
                .filter(target -> !(target instanceof Target.Server(var id)) || servers.contains(id))
                .toList();
    }

    static Step parse(String line) {
        String[] words = line.split("\\s+", 4);
        if (words.length < 4) {
            throw new IllegalArgumentException("'" + line
                    + "' must be a time, a nemesis, start or end, and a fault, such as 1500ms kill start kill leaders");
        }
        String[] timeAndMoment = words[0].split(WAITS_FOR, 2);
        var moment = timeAndMoment.length == 1 ? Moment.AT_ONCE : Moment.parse(timeAndMoment[1]);
        var timed =
                FaultSchedule.parse(timeAndMoment[0] + " " + words[3]).faults().getFirst();
        return new Step(timed.at(), moment, words[1], Phase.parse(words[2]), timed.fault());
    }

    @Override
    public String toString() {
        String[] timeAndFault = timed().toString().split(" ", 2);
        String time = moment == Moment.AT_ONCE ? timeAndFault[0] : timeAndFault[0] + WAITS_FOR + moment;
        return time + " " + nemesis + " " + phase + " " + timeAndFault[1];
    }
}
