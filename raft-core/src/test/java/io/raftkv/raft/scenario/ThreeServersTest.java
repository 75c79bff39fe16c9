package io.raftkv.raft.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ThreeServersTest {

    @Test
    void endsWithACommandThatIsCommittedEverywhere() {
        var printed = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            ThreeServers.main(new String[0]);
        } finally {
            System.setOut(console);
        }
        assertThat(printed.toString(UTF_8)).contains("-- S1 leads").endsWith("""
                        -- the command is committed, 0 messages on their way
                        S1 LEADER term=1 votedFor=1 lastIndex=2 commitIndex=2
                        S2 FOLLOWER term=1 votedFor=1 lastIndex=2 commitIndex=2
                        S3 FOLLOWER term=1 votedFor=1 lastIndex=2 commitIndex=2
                        """);
    }
}
