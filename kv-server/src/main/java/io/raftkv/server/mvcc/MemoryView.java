package io.raftkv.server.mvcc;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A view of a {@link MemoryStore}, which is nothing but the contents of one moment.
 *
 * @param contents that moment's
 */
record MemoryView(MemoryStore.Contents contents) implements ReadView {

    @Override
    public byte @Nullable [] get(Space space, byte[] key) {
        return contents.get(space, key);
    }

    @Override
    public Cursor cursor(Space space) {
        return new TreeCursor(() -> contents.of(space));
    }

    @Override
    public void close() {}

    /** A cursor over a tree, which is asked for anew at every movement because a transaction changes it. */
    static final class TreeCursor implements Cursor {
        private final Supplier<SortedTree> tree;
        private SortedTree.@Nullable Node current;

        TreeCursor(Supplier<SortedTree> tree) {
            this.tree = tree;
        }

        @Override
        public boolean seek(byte[] key) {
            return stand(tree.get().atOrAfter(key));
        }

        @Override
        public boolean seekBackward(byte[] key) {
            return stand(tree.get().atOrBefore(key));
        }

        @Override
        public boolean next() {
            return stand(tree.get().after(key()));
        }

        @Override
        public boolean previous() {
            return stand(tree.get().before(key()));
        }

        @Override
        public byte[] key() {
            return entry().key();
        }

        @Override
        public byte[] value() {
            return entry().value();
        }

        @Override
        public void close() {}

        private boolean stand(SortedTree.@Nullable Node node) {
            current = node;
            return node != null;
        }

        private SortedTree.Node entry() {
            if (current == null) {
                throw new IllegalStateException("the cursor stands on no entry");
            }
            return current;
        }
    }
}
