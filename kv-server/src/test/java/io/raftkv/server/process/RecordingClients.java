package io.raftkv.server.process;

import io.raftkv.client.Endpoint;
import io.raftkv.server.process.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Clients at work, each on a thread of its own. */
final class RecordingClients implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<RecordingClient> clients = new ArrayList<>();
    private final List<CompletableFuture<Void>> runs = new ArrayList<>();

    private RecordingClients() {}

    /** Starts so many clients on these keys. */
    static RecordingClients start(int howMany, List<Endpoint> endpoints, List<String> keys, History history) {
        var all = new RecordingClients();
        for (int number = 1; number <= howMany; number++) {
            var client = new RecordingClient(number, endpoints, keys, history);
            all.clients.add(client);
            all.runs.add(CompletableFuture.runAsync(client, all.threads));
        }
        return all;
    }

    /** Fails if a client has ended before its time. */
    void requireRunning() {
        runs.stream().filter(CompletableFuture::isDone).forEach(CompletableFuture::join);
    }

    /** Lets each end its operation, and waits for that; fails if one ended with an exception. */
    void stop() {
        clients.forEach(RecordingClient::stop);
        CompletableFuture.allOf(runs.toArray(CompletableFuture[]::new))
                .orTimeout(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Stops them without waiting. */
    @Override
    public void close() {
        clients.forEach(RecordingClient::stop);
        threads.shutdown();
    }
}
