package io.raftkv.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The store in memory, and the tree that it is made of. */
class MemoryStoreTest extends OrderedStoreContract {

    @Override
    protected OrderedStore create() {
        return new MemoryStore();
    }

    @Override
    protected OrderedStore crashed(OrderedStore running) {
        ((MemoryStore) running).crash();
        return running;
    }

    @Test
    void treeAnswersAsATreeMapAndStaysBalancedWhileOldTreesStayAsTheyWere() {
        var random = new Random(1);
        Map<String, String> expected = new TreeMap<>();
        var tree = SortedTree.EMPTY;
        for (int i = 0; i < 20_000; i++) {
            String key = "k" + random.nextInt(500);
            var before = tree;
            boolean had = before.get(bytes(key)) != null;
            if (random.nextInt(3) == 0) {
                tree = tree.without(bytes(key));
                expected.remove(key);
            } else {
                tree = tree.with(bytes(key), bytes("v" + i));
                expected.put(key, "v" + i);
            }
            assertThat(before.get(bytes(key)) != null).isEqualTo(had);
        }
        Map<String, String> found = new TreeMap<>();
        for (var node = tree.atOrAfter(new byte[0]); node != null; node = tree.after(node.key())) {
            assertThat(node.height()).isLessThan(14); // 1.44 log2(500)
            found.put(new String(node.key()), new String(node.value()));
        }
        assertThat(found).isEqualTo(expected);
        assertThat(tree.bytes())
                .isEqualTo(expected.entrySet().stream()
                        .mapToInt(e -> e.getKey().length() + e.getValue().length())
                        .sum());
    }
}
