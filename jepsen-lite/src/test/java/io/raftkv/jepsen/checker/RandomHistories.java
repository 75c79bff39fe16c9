package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Small histories in which clients overlap and answers are drawn from few, so that about half of them are linearizable. */
final class RandomHistories {

    /** What a client does and what came back. */
    record Call(
            String function,
            @Nullable String key,
            @Nullable Object asked,
            @Nullable Object answer) {}

    private RandomHistories() {}

    static History of(String model, Random random, int operations) {
        var events = new ArrayList<Event>();
        Map<Integer, Call> underWay = new HashMap<>();
        int begun = 0;
        while (begun < operations || !underWay.isEmpty()) {
            int process = random.nextInt(3);
            Call call = underWay.remove(process);
            if (call != null) {
                int luck = random.nextInt(10);
                EventType type = luck == 0 ? EventType.FAIL : luck <= 2 ? EventType.INFO : EventType.OK;
                events.add(new Event(
                        -1,
                        process,
                        type,
                        call.function(),
                        call.key(),
                        type == EventType.OK ? call.answer() : null,
                        null));
            } else if (begun < operations) {
                Call next = call(model, process, random);
                underWay.put(process, next);
                begun++;
                events.add(new Event(-1, process, EventType.INVOKE, next.function(), next.key(), next.asked(), null));
            } else if (random.nextInt(4) == 0) {
                // The history ends before the others complete.
                break;
            }
        }
        return new History(events);
    }

    /** A long history that is linearizable: each operation takes effect at its completion, and unknown ones just then or never. */
    static History linearizable(Random random, int operations, int keys, int clients) {
        var events = new ArrayList<Event>();
        var underWay = new Event[clients];
        var store = new HashMap<String, Object>();
        int begun = 0;
        int ended = 0;
        while (ended < operations) {
            int process = random.nextInt(clients);
            Event invocation = underWay[process];
            if (invocation == null && begun < operations) {
                String key = "k" + random.nextInt(keys);
                Object value = (long) random.nextInt(5);
                underWay[process] = switch (random.nextInt(3)) {
                    case 0 -> new Event(-1, process, EventType.INVOKE, "read", key, null, null);
                    case 1 -> new Event(-1, process, EventType.INVOKE, "write", key, value, null);
                    default ->
                        new Event(
                                -1,
                                process,
                                EventType.INVOKE,
                                "cas",
                                key,
                                List.of((long) random.nextInt(5), value),
                                null);
                };
                events.add(underWay[process]);
                begun++;
            } else if (invocation != null) {
                events.add(completion(invocation, store, random));
                underWay[process] = null;
                ended++;
            }
        }
        return new History(events);
    }

    private static Event completion(Event invocation, Map<String, Object> store, Random random) {
        String key = String.valueOf(invocation.key());
        boolean isSeen = random.nextInt(1000) > 0;
        boolean takesEffect = isSeen || random.nextBoolean();
        EventType type = isSeen ? EventType.OK : EventType.INFO;
        Object value = invocation.value();
        if (invocation.function().equals("read")) {
            value = isSeen ? store.get(key) : null;
        } else if (invocation.value() instanceof List<?> pair) {
            if (!pair.getFirst().equals(store.get(key))) {
                type = isSeen ? EventType.FAIL : EventType.INFO;
            } else if (takesEffect) {
                store.put(key, pair.getLast());
            }
        } else if (takesEffect && value != null) {
            store.put(key, value);
        }
        return new Event(-1, invocation.process(), type, invocation.function(), key, value, null);
    }

    private static Call call(String model, int process, Random random) {
        Long small = (long) random.nextInt(3);
        String key = random.nextInt(4) == 0 ? "b" : "a";
        return switch (model) {
            case "register" ->
                random.nextBoolean()
                        ? new Call("write", key, small, small)
                        : new Call("read", key, null, nilOr(small, random));
            case "cas-register" ->
                switch (random.nextInt(3)) {
                    case 0 -> new Call("write", key, small, small);
                    case 1 -> new Call("read", key, null, nilOr(small, random));
                    default -> new Call("cas", key, List.of((long) random.nextInt(3), small), null);
                };
            case "kv-append" ->
                switch (random.nextInt(5)) {
                    case 0 -> new Call("put", key, "" + small, null);
                    case 1, 2 -> new Call("append", key, "" + small, null);
                    default ->
                        new Call(
                                "get",
                                key,
                                null,
                                List.of("", "0", "1", "01", "10", "2").get(random.nextInt(6)));
                };
            case "lock" ->
                random.nextBoolean()
                        ? new Call("acquire", "a", null, random.nextBoolean() ? small : null)
                        : new Call("release", "a", null, null);
            case "queue" ->
                random.nextBoolean()
                        ? new Call("enqueue", "a", small, null)
                        : new Call("dequeue", "a", null, nilOr(small, random));
            case "set" ->
                switch (random.nextInt(3)) {
                    case 0 -> new Call("add", "a", small, null);
                    case 1 -> new Call("remove", "a", small, null);
                    default ->
                        new Call(
                                "read",
                                "a",
                                null,
                                List.of(List.of(), List.of(0L), List.of(1L, 0L)).get(random.nextInt(3)));
                };
            default -> mvcc(key, small, random);
        };
    }

    private static Call mvcc(String key, Long small, Random random) {
        Map<String, Object> answer = new HashMap<>();
        if (random.nextInt(3) > 0) {
            answer.put("revision", 1L + random.nextInt(4));
        }
        String value = "" + small;
        switch (random.nextInt(6)) {
            case 0, 1, 2 -> {
                return new Call("put", key, value, answer);
            }
            case 3 -> {
                answer.put("deleted", (long) random.nextInt(2));
                return new Call("delete", key, null, answer);
            }
            case 4 -> {
                answer.put("succeeded", random.nextBoolean());
                return new Call(
                        "txn",
                        null,
                        Map.of(
                                "compare", List.of(Arrays.asList(key, "value", nilOr(value, random))),
                                "success", List.of(List.of("put", "a", value), List.of("get", "b")),
                                "failure", List.of(List.of("delete", "a"))),
                        answer);
            }
            default -> {
                answer.put("value", nilOr(value, random));
                return new Call("get", key, null, answer);
            }
        }
    }

    private static @Nullable Object nilOr(Object value, Random random) {
        return random.nextInt(3) == 0 ? null : value;
    }
}
