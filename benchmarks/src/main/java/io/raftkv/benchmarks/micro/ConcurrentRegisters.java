package io.raftkv.benchmarks.micro;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes linearizable histories of clients that read and write registers at the same time. Each operation is invoked, takes
 * effect and is answered at moments of its own, so that at most times all clients have one under way.
 */
final class ConcurrentRegisters {

    /** What a client does next. */
    private enum Phase {
        INVOKE,
        TAKE_EFFECT,
        ANSWER
    }

    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Event> events = new ArrayList<>();
    private final @Nullable Long[] registers;

    private ConcurrentRegisters(int registers) {
        this.registers = new Long[registers];
    }

    /** A history of at least {@code operations}, the same each time. */
    static History history(int operations, int registers, int clients) {
        var world = new ConcurrentRegisters(registers);
        var all = new Client[clients];
        for (int i = 0; i < clients; i++) {
            all[i] = world.new Client(i);
        }
        // Three phases make an operation, and each of them but the effect is an event.
        while (world.events.size() < 2 * operations) {
            all[world.random.nextInt(clients)].next();
        }
        for (var client : all) {
            client.finish();
        }
        return new History(world.events);
    }

    private final class Client {
        private final int number;
        private Phase phase = Phase.INVOKE;
        private int register;
        private boolean writes;
        private @Nullable Long value;

        Client(int number) {
            this.number = number;
        }

        void next() {
            phase = switch (phase) {
                case INVOKE -> {
                    register = random.nextInt(registers.length);
                    writes = random.nextBoolean();
                    value = writes ? Long.valueOf(events.size()) : null;
                    events.add(event(EventType.INVOKE));
                    yield Phase.TAKE_EFFECT;
                }
                case TAKE_EFFECT -> {
                    if (writes) {
                        registers[register] = value;
                    } else {
                        value = registers[register];
                    }
                    yield Phase.ANSWER;
                }
                case ANSWER -> {
                    events.add(event(EventType.OK));
                    yield Phase.INVOKE;
                }
            };
        }

        void finish() {
            while (phase != Phase.INVOKE) {
                next();
            }
        }

        private Event event(EventType type) {
            String function = writes ? "write" : "read";
            return new Event(events.size(), number, type, function, "r" + register, value, null);
        }
    }
}
