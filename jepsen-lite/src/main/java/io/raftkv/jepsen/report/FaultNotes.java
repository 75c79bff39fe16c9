package io.raftkv.jepsen.report;

import io.raftkv.jepsen.history.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Pairs the events that tell of a fault's start and end. Histories of others are written in other ways, hence it takes the phase from
 * wherever it stands, and never refuses: what it does not understand was a fault of one moment.
 */
final class FaultNotes {

    private static final String HEAL = "heal";

    private enum Phase {
        START,
        END,
        EVERYTHING_HEALED,
        MOMENT
    }

    /** One event; {@code identity} is what its start and its end have in common beside the name, empty when nothing. */
    private record Note(String name, Phase phase, String identity, String target) {}

    private record Open(Note note, long from) {}

    private final List<Fault> faults = new ArrayList<>();
    private final List<Open> open = new ArrayList<>();

    private FaultNotes() {}

    static List<Fault> faults(List<Event> events, long[] times, long end) {
        var notes = new FaultNotes();
        for (int at = 0; at < times.length; at++) {
            if (events.get(at).isNemesis()) {
                notes.add(read(events.get(at)), times[at]);
            }
        }
        List.copyOf(notes.open).forEach(fault -> notes.end(fault, end));
        notes.faults.sort(Comparator.comparingLong(Fault::from));
        return List.copyOf(notes.faults);
    }

    private void add(Note note, long time) {
        switch (note.phase()) {
            case START -> start(note, time);
            case END -> end(note, time);
            case EVERYTHING_HEALED -> {
                List.copyOf(open).forEach(fault -> end(fault, time));
                faults.add(new Fault(note.name(), note.target(), time, time));
            }
            case MOMENT -> faults.add(new Fault(note.name(), note.target(), time, time));
        }
    }

    /** A start that is told twice, as when it is begun and when it is done, counts from the first. */
    private void start(Note note, long time) {
        boolean told = open.stream().map(Open::note).anyMatch(other -> isSame(note, other));
        if (!told) {
            open.add(new Open(note, time));
        }
    }

    /** Ends what it names; all faults of the name when it does not say which, and the oldest one when it calls it differently. */
    private void end(Note note, long time) {
        List<Open> ofName = open.stream()
                .filter(fault -> fault.note().name().equals(note.name()))
                .toList();
        if (note.identity().isEmpty()) {
            ofName.forEach(fault -> end(fault, time));
        } else if (!ofName.isEmpty()) {
            end(
                    ofName.stream()
                            .filter(fault -> isSame(fault.note(), note))
                            .findFirst()
                            .orElse(ofName.getFirst()),
                    time);
        }
        boolean known = faults.stream().anyMatch(fault -> fault.name().equals(note.name()));
        if (!known) {
            faults.add(new Fault(note.name(), note.target(), 0, time));
        }
    }

    private void end(Open fault, long time) {
        open.remove(fault);
        faults.add(new Fault(fault.note().name(), fault.note().target(), fault.from(), time));
    }

    private static boolean isSame(Note one, Note other) {
        return one.name().equals(other.name()) && one.identity().equals(other.identity());
    }

    private static Note read(Event event) {
        return switch (event.value()) {
            case Map<?, ?> map -> read(event.function(), map);
            case List<?> list
            when !list.isEmpty() ->
                read(event.function(), Words.value(list.getFirst()), texts(list.subList(1, list.size())));
            case String text -> {
                String[] words = text.strip().split("[\\s:,]+", 2);
                yield read(event.function(), words[0], words.length > 1 ? words[1] : "");
            }
            case null -> read(event.function(), "", "");
            default -> read(event.function(), "", Words.value(event.value()));
        };
    }

    /** Jepsen's own nemeses put the phase into the function, {@code start-partition}. */
    private static Note read(String function, String phase, String target) {
        if (phase(phase) == Phase.MOMENT) {
            String[] words = function.split("-", 2);
            String all = (phase + " " + target).strip();
            return words.length == 2 && phase(words[0]) != Phase.MOMENT
                    ? new Note(words[1], phase(words[0]), "", all)
                    : new Note(function, Phase.MOMENT, all, all);
        }
        return new Note(function, phase(phase), target, target);
    }

    private static Note read(String function, Map<?, ?> value) {
        String phase = text(value.get("phase"));
        String fault = text(value.get("fault"));
        String target = text(firstOf(value, "servers", "nodes", "target", "targets"));
        if (target.isEmpty()) {
            target = fault.startsWith(function)
                    ? fault.substring(function.length()).strip()
                    : fault;
        }
        if (phase(phase) == Phase.MOMENT && !phase.isEmpty()) {
            target = (target + " (" + phase + ")").strip();
        }
        // In our own histories the end of everything is an end like any other, but for its name.
        Phase told = function.equals(HEAL) && phase(phase) == Phase.END ? Phase.EVERYTHING_HEALED : phase(phase);
        return new Note(function, told, fault.isEmpty() ? target : fault, target);
    }

    private static @Nullable Object firstOf(Map<?, ?> value, String... names) {
        for (String name : names) {
            if (value.get(name) != null) {
                return value.get(name);
            }
        }
        return null;
    }

    private static Phase phase(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "start", "begin" -> Phase.START;
            case "end", "stop" -> Phase.END;
            case "healed" -> Phase.EVERYTHING_HEALED;
            default -> Phase.MOMENT;
        };
    }

    private static String text(@Nullable Object value) {
        return value instanceof List<?> list ? texts(list) : value == null ? "" : Words.value(value);
    }

    private static String texts(List<?> values) {
        return values.stream().filter(Objects::nonNull).map(Words::value).collect(Collectors.joining(", "));
    }
}
