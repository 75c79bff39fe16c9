package io.raftkv.server.process;

import com.google.protobuf.ByteString;
import io.raftkv.client.Compare;
import io.raftkv.client.Endpoint;
import io.raftkv.client.Get;
import io.raftkv.client.GetResult;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import io.raftkv.client.OutcomeUnknownException;
import io.raftkv.client.Put;
import io.raftkv.client.Txn;
import io.raftkv.client.UnavailableException;
import io.raftkv.server.process.history.Action;
import io.raftkv.server.process.history.History;
import io.raftkv.server.process.history.Operation;
import io.raftkv.server.process.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client that does one operation after the other on random keys and records what it was told. Every value that it
 * writes is new.
 *
 * <p>Which exception means what is the client library's promise, and is taken by its word: a write of which it says that
 * it had no effect is not recorded, so that its value would turn up as one that nobody wrote.
 */
final class RecordingClient implements Runnable {

    /** Then it begins with another server: whoever comes back after a crash gets its share of the clients again. */
    private static final int OPERATIONS_PER_CONNECTION = 100;

    /** Short, so that a write that is lost with a server does not idle its client for long. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);

    private final int number;
    private final List<Endpoint> endpoints;
    private final List<String> keys;
    private final History history;
    private final Random random;
    private long writes;
    private volatile boolean stopping;

    /** A client that has not begun. Its number makes its values unique. */
    RecordingClient(int number, List<Endpoint> endpoints, List<String> keys, History history) {
        this.number = number;
        this.endpoints = endpoints;
        this.keys = keys;
        this.history = history;
        this.random = new Random(number);
    }

    /** Ends {@link #run} after the operation that is under way. */
    void stop() {
        stopping = true;
    }

    /** Goes on until it is stopped. Ends with an exception when a request was refused, for all of them are right. */
    @Override
    public void run() {
        for (int connection = 0; !stopping; connection++) {
            var inThisOrder = new ArrayList<>(endpoints);
            Collections.rotate(inThisOrder, number + connection);
            var config = KvClientConfig.of(inThisOrder).requestTimeout(REQUEST_TIMEOUT);
            try (var client = new KvClient(config)) {
                for (int i = 0; i < OPERATIONS_PER_CONNECTION && !stopping; i++) {
                    operate(client, keys.get(random.nextInt(keys.size())));
                }
            }
        }
    }

    private void operate(KvClient client, String key) {
        switch (random.nextInt(3)) {
            case 0 -> read(client, key);
            case 1 -> put(client, key);
            default -> {
                var seen = read(client, key);
                if (seen != null) {
                    swap(client, key, seen.value());
                }
            }
        }
    }

    private Outcome.@Nullable Saw read(KvClient client, String key) {
        var outcome = record(key, new Action.Read(), () -> sawIn(client.get(key)));
        return outcome instanceof Outcome.Saw saw ? saw : null;
    }

    private void put(KvClient client, String key) {
        var value = newValue();
        record(
                key,
                new Action.Put(value),
                () -> new Outcome.Wrote(client.put(key, value).header().revision()));
    }

    private void swap(KvClient client, String key, @Nullable String expected) {
        var value = newValue();
        var keyBytes = ByteString.copyFromUtf8(key);
        var condition = expected == null
                ? Compare.absent(keyBytes)
                : Compare.valueEquals(keyBytes, ByteString.copyFromUtf8(expected));
        var txn = Txn.when(condition).then(Put.of(key, value)).otherwise(Get.of(key));
        record(key, new Action.CompareAndSwap(expected, value), () -> {
            var result = client.txn(txn);
            return result.succeeded()
                    ? new Outcome.Wrote(result.header().revision())
                    : sawIn(new GetResult(
                            result.header(), ((GetResult) result.results().getFirst()).pairs(), false, 1));
        });
    }

    private static Outcome sawIn(GetResult result) {
        var pair = result.first();
        long revision = result.header().revision();
        return pair == null
                ? new Outcome.Saw(null, 0, revision)
                : new Outcome.Saw(pair.value().toStringUtf8(), pair.modRevision(), revision);
    }

    /** Does it and records it; returns null when it certainly had no effect, or was a read without answer. */
    private @Nullable Outcome record(String key, Action action, Supplier<Outcome> request) {
        long invokedAt = System.nanoTime();
        try {
            var outcome = request.get();
            history.add(new Operation(number, key, action, invokedAt, System.nanoTime(), outcome));
            return outcome;
        } catch (OutcomeUnknownException unknown) {
            history.add(new Operation(number, key, action, invokedAt, Operation.NEVER, new Outcome.Unknown()));
            return null;
        } catch (UnavailableException noEffect) {
            return null;
        }
    }

    private String newValue() {
        return "c" + number + "-" + ++writes;
    }
}
