package io.raftkv.benchmarks.compare.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.benchmarks.compare.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftKvContenderTest {

    @Test
    void threeMembersAnswerBothKindsOfLoad(@TempDir Path directory) throws Exception {
        var ports = Surroundings.freePorts(3);
        List<Contender> members = new ArrayList<>();
        try {
            for (int member = 0; member < 3; member++) {
                members.add(Library.RAFTKV.start(new Seat(member, ports, directory.resolve(Integer.toString(member)))));
            }
            haveTheFirstLead(members);
            try (var load = new LoadLoop(members.getFirst())) {
                var closed = load.closed(16, 256, Duration.ofMillis(300));
                assertThat(closed.operations()).isPositive();
                assertThat(closed.errors()).isZero();

                var open = load.open(100, 16, Duration.ofMillis(300));
                assertThat(open.operations()).isEqualTo(30);
            }
        } finally {
            members.forEach(Contender::close);
        }
    }

    private static void haveTheFirstLead(List<Contender> members) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            members.forEach(member -> member.handLeadershipTo(0));
            return members.getFirst().leads();
        });
    }
}
