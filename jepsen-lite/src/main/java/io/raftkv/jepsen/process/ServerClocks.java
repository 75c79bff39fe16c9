package io.raftkv.jepsen.process;

import io.raftkv.server.faults.ClockPage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/**
 * The clocks of servers that were started with {@code --enable-fault-injection}, each set by a request to its server.
 *
 * @param program what they run
 * @param network tells where the servers are
 * @param http sends the requests
 */
record ServerClocks(Program program, Network network, HttpClient http) implements ClockControl {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int OK = 200;

    @Override
    public Map<String, String> environment(Place server) {
        return Map.of();
    }

    @Override
    public void started(Place server) {
        // It reads the machine's clock until it is told otherwise.
    }

    @Override
    public boolean drift(Place server, long partsPerMillion) {
        return ask(server, "drift=" + partsPerMillion);
    }

    @Override
    public boolean jump(Place server, Duration by) {
        return ask(server, "jump=" + by.toNanos());
    }

    @Override
    public boolean heal(Place server) {
        return ask(server, "heal");
    }

    @Override
    public String objection() {
        return program instanceof Program.RaftKv
                ? ""
                : "foreign servers do not let their clocks be set: use --clocks faketime";
    }

    /** A server that does not answer, since it is dead or stands still, has no clock to speak of. */
    private boolean ask(Place server, String query) {
        var address = network.testerAddress(server);
        var request = HttpRequest.newBuilder(URI.create(
                        "http://" + address.getHostString() + ":" + address.getPort() + ClockPage.PATH + "?" + query))
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException noAnswer) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
