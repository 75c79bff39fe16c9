package io.raftkv.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.server.proto.ClaimMember;
import io.raftkv.server.proto.MemberAttributes;
import io.raftkv.server.proto.RetireMember;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class MemberRecordsTest {

    private final MemoryStore memory = new MemoryStore();
    private final MvccStore store = new MvccStore(memory);

    @Test
    void whatAMemberTellsReplacesWhatItToldBefore() {
        remember(1, attributes(7, "http://a:1"));
        remember(2, attributes(-7, "http://b:1"));
        remember(3, attributes(7, "http://a:2"));

        assertThat(store.memberAttributes()).containsExactly(attributes(7, "http://a:2"), attributes(-7, "http://b:1"));
        assertThat(new MvccStore(memory).memberAttributes()).isEqualTo(store.memberAttributes());
    }

    @Test
    void noRevisionComesOfIt() throws Exception {
        long hash = store.hash(0).hash();

        remember(1, attributes(7, "http://a:1"));

        assertThat(store.state()).isEqualTo(new StoreState(1, StoreState.NEVER_COMPACTED, 1));
        assertThat(store.hash(0).hash()).isEqualTo(hash);
    }

    @Test
    void aRetiredIdIsRememberedAndHasNoRevision() {
        apply(1, batch -> batch.retire(RetireMember.newBuilder().setId(7).build()));
        apply(2, batch -> batch.retire(RetireMember.newBuilder().setId(-7).build()));
        apply(3, batch -> batch.retire(RetireMember.newBuilder().setId(7).build()));

        assertThat(store.retiredMembers()).containsExactlyInAnyOrder(7L, -7L);
        assertThat(store.memberAttributes()).isEmpty();
        assertThat(store.state().revision()).isEqualTo(1);
    }

    @Test
    void onlyTheFirstServerCanClaimAMember() {
        assertThat(claim(1, attributes(7, "http://a:1"))).isTrue();
        assertThat(claim(2, attributes(7, "http://a:2"))).isFalse();

        assertThat(store.memberAttributes()).containsExactly(attributes(7, "http://a:1"));
    }

    @Test
    void whoHasClaimedAMemberMayClaimItAgainUntilItRuns() {
        var claimed = attributes(7, "http://a:1").toBuilder().setClaim(99).build();
        assertThat(claim(1, claimed)).isTrue();
        assertThat(claim(2, claimed)).isTrue();
        assertThat(claim(3, claimed.toBuilder().setClaim(98).build())).isFalse();

        remember(4, attributes(7, "http://a:1"));
        assertThat(claim(5, claimed)).isFalse();
    }

    @Test
    void aMemberThatRunsOrIsRetiredCannotBeClaimed() {
        remember(1, attributes(7, "http://a:1"));
        apply(2, batch -> batch.retire(RetireMember.newBuilder().setId(8).build()));

        assertThat(claim(3, attributes(7, "http://a:2"))).isFalse();
        assertThat(claim(4, attributes(8, "http://a:2"))).isFalse();
        assertThat(store.memberAttributes()).containsExactly(attributes(7, "http://a:1"));
    }

    private boolean claim(long index, MemberAttributes attributes) {
        var request = ClaimMember.newBuilder().setAttributes(attributes).build();
        return apply(index, batch -> batch.claim(request)).getGranted();
    }

    private <T> T apply(long index, Function<ApplyBatch, T> request) {
        try (var batch = store.newBatch()) {
            T answer = request.apply(batch);
            batch.commit(index);
            return answer;
        }
    }

    private void remember(long index, MemberAttributes attributes) {
        apply(index, batch -> batch.remember(attributes));
    }

    private static MemberAttributes attributes(long id, String clientUrl) {
        return MemberAttributes.newBuilder().setId(id).addClientUrls(clientUrl).build();
    }
}
