package io.raftkv.raft.scenario.transcript;

import io.raftkv.raft.core.Effects;
import io.raftkv.raft.core.Input;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.Rule;
import io.raftkv.raft.node.StepObserver;
import io.raftkv.raft.scenario.Event;
import io.raftkv.raft.sim.Parcel;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells what need not be printed: heartbeats and their answers, as long as they change nothing. There are ten of them a second
 * for each follower; they are counted instead.
 */
final class Routine {

    private static final Set<Rule> RULES = EnumSet.of(Rule.HEARTBEAT, Rule.FOLLOWER_MATCHES);

    /** Messages that were sent out of routine. */
    private final Set<Message> messages = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Map<Long, Integer> heartbeats = new TreeMap<>();
    private int lost;

    /** Whether it need not be printed; then it is counted. */
    boolean covers(Event event) {
        return switch (event) {
            case Event.Stepped stepped -> covers(stepped);
            case Event.Lost(long time, Parcel.OfMessage(var message), var why)
            when messages.contains(message) -> {
                lost++;
                yield true;
            }
            default -> false;
        };
    }

    private boolean covers(Event.Stepped stepped) {
        StepObserver.Step step = stepped.step();
        if (!stepped.before().equals(stepped.after()) || !isRoutine(step.input()) || !isRoutine(step.effects())) {
            return false;
        }
        messages.addAll(step.effects().messages());
        messages.addAll(step.effects().messagesWhenDurable());
        if (step.effects().rules().contains(Rule.HEARTBEAT)) {
            heartbeats.merge(step.server(), 1, Integer::sum);
        }
        return true;
    }

    private boolean isRoutine(@Nullable Input input) {
        return input instanceof Input.Tick
                || (input instanceof Input.MessageReceived(var message) && messages.contains(message));
    }

    private static boolean isRoutine(Effects effects) {
        return RULES.containsAll(effects.rules())
                && effects.writes().isEmpty()
                && effects.grantedReads().isEmpty()
                && effects.refusals().isEmpty()
                && effects.entriesToRead().isEmpty()
                && effects.snapshotsToSend().isEmpty()
                && !effects.snapshotWanted();
    }

    /** What was counted since the last call, in words; empty for nothing. */
    String summary() {
        String who = heartbeats.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%d heartbeat%s of S%d",
                        entry.getValue(),
                        entry.getValue() == 1 ? "" : "s",
                        entry.getKey()))
                .collect(Collectors.joining(", "));
        String summary = who.isEmpty() ? "" : who + (lost == 0 ? "" : ", " + lost + " of these messages lost");
        heartbeats.clear();
        lost = 0;
        return summary;
    }
}
