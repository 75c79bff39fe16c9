package io.raftkv.client.ctl;

import io.raftkv.client.Endpoint;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;

/** {@code kvctl status}. */
@Command(name = "status", description = "Shows what the server at each endpoint says of itself.")
final class StatusCommand implements Callable<Integer> {
    private final Kvctl kvctl;

    StatusCommand(Kvctl kvctl) {
        this.kvctl = kvctl;
    }

    /** Asks all at once, so that one that is down costs its own timeout only. */
    @Override
    public Integer call() {
        try (var client = kvctl.connect()) {
            List<CompletableFuture<EndpointStatus>> asked = client.endpoints().stream()
                    .map(endpoint -> ask(client, endpoint))
                    .toList();
            List<EndpointStatus> statuses =
                    asked.stream().map(CompletableFuture::join).toList();
            kvctl.format(Style.TABLE).status(statuses);
            return statuses.stream().allMatch(EndpointStatus.Answered.class::isInstance) ? 0 : 1;
        }
    }

    private static CompletableFuture<EndpointStatus> ask(KvClient client, Endpoint endpoint) {
        return client.statusAsync(endpoint)
                .<EndpointStatus>thenApply(status -> new EndpointStatus.Answered(endpoint, status))
                .exceptionally(failure -> new EndpointStatus.Failed(endpoint, reason(failure)));
    }

    private static String reason(Throwable failure) {
        Throwable known =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (known instanceof KvException exception) {
            return exception.getMessage();
        }
        throw new CompletionException(known);
    }
}
