package io.raftkv.server.localcluster;

import io.raftkv.client.Endpoint;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import io.raftkv.client.MemberStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asks the servers how they are, each by itself, as any client could. */
final class ClusterView implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final List<LocalMember> members;
    private final KvClient client;

    ClusterView(List<LocalMember> members) {
        this.members = members;
        this.client = new KvClient(
                KvClientConfig.of(members.stream().map(ClusterView::endpoint).toList())
                        .dialTimeout(PATIENCE)
                        .requestTimeout(PATIENCE));
    }

    /** What each server says of itself now, in the order of the members; those that do not answer are missing. */
    Map<LocalMember, MemberStatus> ask() {
        var questions = new LinkedHashMap<LocalMember, CompletableFuture<Optional<MemberStatus>>>();
        for (var member : members) {
            questions.put(
                    member,
                    client.statusAsync(endpoint(member))
                            .thenApply(Optional::of)
                            .exceptionally(failure -> Optional.empty()));
        }
        var answers = new LinkedHashMap<LocalMember, MemberStatus>();
        questions.forEach((member, question) -> question.join().ifPresent(answer -> answers.put(member, answer)));
        return answers;
    }

    /** The server that takes itself for the leader, the one of the highest term if several do, and what it says. */
    static Optional<Map.Entry<LocalMember, MemberStatus>> leader(Map<LocalMember, MemberStatus> statuses) {
        return statuses.entrySet().stream()
                .filter(entry -> entry.getValue().isLeader())
                .max(Comparator.comparingLong(entry -> entry.getValue().raftTerm()));
    }

    private static Endpoint endpoint(LocalMember member) {
        return Endpoint.parse(member.endpoint());
    }

    @Override
    public void close() {
        client.close();
    }
}
