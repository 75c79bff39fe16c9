package io.raftkv.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.server.enrolment.ClusterIdentity;
import io.raftkv.server.members.Member;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterIdentityTest {

    private static final String THREE = "n1=http://a:2380,n2=http://b:2380,n3=http://c:2380";

    @Test
    void everyMemberComputesTheSameIds() {
        var first = identity("n1", "http://a:2380", THREE, "token");
        var second = identity("n2", "http://b:2380", "n3=http://c:2380,n2=http://b:2380,n1=http://a:2380", "token");

        assertThat(second.clusterId()).isEqualTo(first.clusterId());
        assertThat(ids(second)).isEqualTo(ids(first)).doesNotHaveDuplicates().doesNotContain(0L);
        assertThat(first.name()).isEqualTo("n1");
        assertThat(second.name()).isEqualTo("n2");
    }

    /** A change of the formula would make every existing data directory a stranger's. */
    @Test
    void idsAreTheSameInEveryVersion() {
        var identity = identity("n1", "http://a:2380", THREE, "token");

        assertThat(identity.hexClusterId()).isEqualTo("1463c863855ab6e6");
        assertThat(identity.hexMemberId()).isEqualTo("281e6c232dbae3ea");
    }

    @Test
    void nameUrlAndTokenAllMatter() {
        var base = identity("n1", "http://a:2380", THREE, "token");

        assertThat(identity("n1", "http://a:2380", THREE, "other").clusterId()).isNotEqualTo(base.clusterId());
        assertThat(identity("n1", "http://a:1", THREE.replace("a:2380", "a:1"), "token")
                        .memberId())
                .isNotEqualTo(base.memberId());
        assertThat(identity("m1", "http://a:2380", THREE.replace("n1", "m1"), "token")
                        .memberId())
                .isNotEqualTo(base.memberId());
    }

    @Test
    void aServerThatIsNotAmongTheFoundersIsRefused() {
        assertThatThrownBy(() -> identity("n4", "http://d:2380", THREE, "token"))
                .isInstanceOf(StartRefusedException.class)
                .hasMessage("--name n4 is not in --initial-cluster " + THREE);
        assertThatThrownBy(() -> identity("n1", "http://other:2380", THREE, "token"))
                .isInstanceOf(StartRefusedException.class)
                .hasMessage("--initial-cluster has n1=http://a:2380, but --initial-advertise-peer-urls is "
                        + "http://other:2380: they must be the same");
    }

    @Test
    void theFirstConfigurationHasTheFoundersPeerUrls() {
        var identity = identity("n1", "http://a:2380", THREE, "token");

        var configuration = identity.firstConfiguration();

        assertThat(configuration.voters()).hasSize(3);
        assertThat(configuration.addresses().get(identity.memberId())).isEqualTo("http://a:2380");
    }

    private static List<Long> ids(ClusterIdentity identity) {
        return identity.members().stream().map(Member::id).toList();
    }

    private static ClusterIdentity identity(String name, String peerUrl, String cluster, String token) {
        var arguments = List.of(
                "--name=" + name,
                "--initial-advertise-peer-urls=" + peerUrl,
                "--initial-cluster=" + cluster,
                "--initial-cluster-token=" + token);
        return ClusterIdentity.founding(ServerCommand.parse(arguments, Map.of(), new PrintWriter(new StringWriter()))
                .orElseThrow());
    }
}
