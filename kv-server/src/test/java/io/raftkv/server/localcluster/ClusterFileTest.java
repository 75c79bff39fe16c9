package io.raftkv.server.localcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.server.StartRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFileTest {

    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsRead() {
        var members = Layout.likeEtcd(3);
        var state = ClusterState.stopped(members).with(members.get(1), new ServerProcess(4_711, 1_795_000_000_000L));
        var file = new ClusterFile(directory.resolve("new"));
        assertThat(file.read()).isEmpty();

        file.write(state);

        assertThat(file.read()).contains(state);
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        for (var damaged : new String[] {"", "{", "[]", "{\"members\": [{\"name\": \"n1\"}]}"}) {
            Files.writeString(directory.resolve("cluster.json"), damaged);
            assertThatThrownBy(() -> new ClusterFile(directory).read())
                    .as(damaged)
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("cluster.json is damaged");
        }
    }

    @Test
    void aProcessIdThatSomebodyElseHasNowIsNotOurServer() {
        var me = ServerProcess.of(ProcessHandle.current());

        assertThat(me.isAlive()).isTrue();
        assertThat(new ServerProcess(me.pid(), me.startedAt() - 3_600_000).isAlive())
                .isFalse();
        assertThat(new ServerProcess(Integer.MAX_VALUE, me.startedAt()).isAlive())
                .isFalse();
    }

    @Test
    void serversAreNamedByNameOrNumber() {
        var state = ClusterState.stopped(Layout.likeEtcd(3));

        assertThat(state.member("2")).isEqualTo(state.member("n2"));
        assertThatThrownBy(() -> state.member("4")).hasMessage("there is no server '4', only n1, n2, n3");
    }
}
