package io.raftkv.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.server.proto.MemberAttributes;
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

    private void remember(long index, MemberAttributes attributes) {
        try (var batch = store.newBatch()) {
            batch.remember(attributes);
            batch.commit(index);
        }
    }

    private static MemberAttributes attributes(long id, String clientUrl) {
        return MemberAttributes.newBuilder().setId(id).addClientUrls(clientUrl).build();
    }
}
