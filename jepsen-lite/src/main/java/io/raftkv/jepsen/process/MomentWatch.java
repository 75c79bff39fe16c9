package io.raftkv.jepsen.process;

import io.raftkv.jepsen.nemesis.Moment;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Looks some twenty times a second whether the moments have come that faults wait for. On a thread of its own, since a server that does
 * not answer must not keep other faults from coming in time. Any thread may call it.
 */
final class MomentWatch implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final Duration TIME_TO_END = Duration.ofSeconds(10);

    private final List<Onlooker> servers;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("moments").daemon().factory());

    private final Consumer<RuntimeException> onFailure;

    /** Of these servers, which are closed with it. When it cannot look, which ends the waiting, {@code onFailure} is told. */
    MomentWatch(List<Onlooker> servers, Consumer<RuntimeException> onFailure) {
        this.servers = List.copyOf(servers);
        this.onFailure = onFailure;
    }

    /**
     * Begins to wait. One of both runs, once, on the watch's own thread, unless it is closed before.
     *
     * @param moment not {@link Moment#AT_ONCE}
     * @param come what is done at the moment
     * @param tooLong what is done when it has not come within {@link Moment#LONGEST_WAIT}
     */
    void await(Moment moment, Runnable come, Runnable tooLong) {
        Signs signs = signsOf(moment);
        long deadline = System.nanoTime() + Moment.LONGEST_WAIT.toNanos();
        after(Duration.ZERO, () -> {
            signs.haveCome();
            look(signs, deadline, come, tooLong);
        });
    }

    private void look(Signs signs, long deadline, Runnable come, Runnable tooLong) {
        if (signs.haveCome()) {
            come.run();
        } else if (System.nanoTime() - deadline >= 0) {
            tooLong.run();
        } else {
            after(BETWEEN_LOOKS, () -> look(signs, deadline, come, tooLong));
        }
    }

    private void after(Duration time, Runnable what) {
        try {
            var unused = executor.schedule(() -> unlessItFails(what), time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            // Then nothing is waited for any more.
        }
    }

    /** An executor would keep a failure to itself. */
    private void unlessItFails(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException broken) {
            onFailure.accept(broken);
        }
    }

    /** By what a moment is known. */
    @FunctionalInterface
    private interface Signs {

        /** Looks once; the first time, to know how it was before. */
        boolean haveCome();
    }

    private Signs signsOf(Moment moment) {
        return switch (moment) {
            case AT_ONCE -> throw new IllegalArgumentException("nothing is to be waited for");
            case ELECTION -> new NewLeader();
            case SNAPSHOT -> new Changed<>(Onlooker::snapshots, bytes -> bytes > 0);
            case MEMBERSHIP_CHANGE -> new Changed<>(Onlooker::members, members -> true);
        };
    }

    /** Somebody leads in a term that is higher than any in which somebody led. */
    private final class NewLeader implements Signs {
        private long known = -1;

        @Override
        public boolean haveCome() {
            long now = servers.stream()
                    .map(Onlooker::ledTerm)
                    .flatMap(Optional::stream)
                    .mapToLong(term -> term)
                    .max()
                    .orElse(0);
            boolean isNew = known >= 0 && now > known;
            known = Math.max(known, now);
            return isNew;
        }
    }

    /** Something of a server is not as it was when it was seen first. */
    private final class Changed<T> implements Signs {
        private final Function<Onlooker, Optional<T>> what;
        private final Predicate<T> counts;
        private final Map<Onlooker, T> known = new HashMap<>();

        /** With what is looked at, and which new values count: a server that starts anew counts from nothing again. */
        Changed(Function<Onlooker, Optional<T>> what, Predicate<T> counts) {
            this.what = what;
            this.counts = counts;
        }

        @Override
        public boolean haveCome() {
            boolean isNew = false;
            for (Onlooker server : servers) {
                var now = what.apply(server);
                if (now.isPresent()) {
                    T before = known.put(server, now.get());
                    isNew |= before != null && !before.equals(now.get()) && counts.test(now.get());
                }
            }
            return isNew;
        }
    }

    /** Ends all waiting, without doing what was waited with, and returns when nothing of that is under way. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(TIME_TO_END.toSeconds(), TimeUnit.SECONDS)) {
                throw new HarnessException("the watch for moments does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        servers.forEach(Onlooker::close);
    }
}
