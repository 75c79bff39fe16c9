package io.raftkv.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;

/** Whatever the servers do, a put is done at most once, and what the client says of it is true. */
class AtMostOncePropertyTest {
    private static final Set<FakeServer.Behaviour> DONE = EnumSet.of(
            FakeServer.Behaviour.ANSWERS,
            FakeServer.Behaviour.DOES_IT_AND_DIES,
            FakeServer.Behaviour.DOES_IT_AND_STAYS_SILENT,
            FakeServer.Behaviour.DOES_IT_AND_LOSES_LEADERSHIP);

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void putIsDoneAtMostOnceAndItsResultTellsTheTruth(@ForAll @Size(3) List<FakeServer.Behaviour> behaviours) {
        List<FakeServer> servers = behaviours.stream().map(FakeServer::that).toList();
        try (var client = new KvClient(
                KvClientConfig.of(servers.stream().map(FakeServer::endpoint).toList())
                        .requestTimeout(Duration.ofMillis(300)))) {
            String result = resultOfAPut(client);

            long sent = servers.stream()
                    .mapToLong(server -> server.requests().size())
                    .sum();
            long done = 0;
            for (int i = 0; i < behaviours.size(); i++) {
                done += DONE.contains(behaviours.get(i))
                        ? servers.get(i).requests().size()
                        : 0;
            }
            switch (result) {
                case "ok" -> assertThat(done).isEqualTo(1);
                case "unknown" -> {
                    assertThat(done).isLessThanOrEqualTo(1);
                    assertThat(sent).isPositive();
                }
                default -> assertThat(done).isZero();
            }
        } finally {
            servers.forEach(FakeServer::close);
        }
    }

    private static String resultOfAPut(KvClient client) {
        try {
            client.put("key", "value");
            return "ok";
        } catch (OutcomeUnknownException e) {
            return "unknown";
        } catch (RequestRefusedException | UnavailableException e) {
            return "not done";
        }
    }
}
