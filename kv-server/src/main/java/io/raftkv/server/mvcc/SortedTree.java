package io.raftkv.server.mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable ordered map of byte keys: a balanced (AVL) tree whose changes copy the path from the root and share the
 * rest, so that keeping an old state costs nothing. Keys order by their unsigned bytes.
 *
 * @param root the root, or null when the tree is empty
 */
record SortedTree(@Nullable Node root) {
    static final SortedTree EMPTY = new SortedTree(null);

    /**
     * A node.
     *
     * @param left what is lower, or null
     * @param key its key
     * @param value its value
     * @param right what is higher, or null
     * @param height of the subtree, 1 for a leaf
     * @param bytes sum of the lengths of all keys and values of the subtree
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Node(
            @Nullable Node left,
            byte[] key,
            byte[] value,
            @Nullable Node right,
            int height,
            long bytes) {

        static Node of(@Nullable Node left, byte[] key, byte[] value, @Nullable Node right) {
            int height = Math.max(SortedTree.height(left), SortedTree.height(right)) + 1;
            long bytes = SortedTree.bytes(left) + SortedTree.bytes(right) + key.length + value.length;
            return new Node(left, key, value, right, height, bytes);
        }
    }

    SortedTree with(byte[] key, byte[] value) {
        return new SortedTree(with(root, key, value));
    }

    SortedTree without(byte[] key) {
        return new SortedTree(without(root, key));
    }

    long bytes() {
        return bytes(root);
    }

    @Nullable
    Node get(byte[] key) {
        Node node = atOrAfter(key);
        return node != null && Arrays.equals(node.key, key) ? node : null;
    }

    /** The entry with the lowest key that is not below {@code key}, or null. */
    @Nullable
    Node atOrAfter(byte[] key) {
        return firstWhere(key, 0);
    }

    /** The entry with the lowest key above {@code key}, or null. */
    @Nullable
    Node after(byte[] key) {
        return firstWhere(key, 1);
    }

    /** The entry with the highest key that is not above {@code key}, or null. */
    @Nullable
    Node atOrBefore(byte[] key) {
        return lastWhere(key, 0);
    }

    /** The entry with the highest key below {@code key}, or null. */
    @Nullable
    Node before(byte[] key) {
        return lastWhere(key, -1);
    }

    /** The lowest entry whose key compares to {@code key} as {@code least} or more. */
    private @Nullable Node firstWhere(byte[] key, int least) {
        Node found = null;
        Node node = root;
        while (node != null) {
            if (Integer.signum(Arrays.compareUnsigned(node.key, key)) >= least) {
                found = node;
                node = node.left;
            } else {
                node = node.right;
            }
        }
        return found;
    }

    /** The highest entry whose key compares to {@code key} as {@code most} or less. */
    private @Nullable Node lastWhere(byte[] key, int most) {
        Node found = null;
        Node node = root;
        while (node != null) {
            if (Integer.signum(Arrays.compareUnsigned(node.key, key)) <= most) {
                found = node;
                node = node.right;
            } else {
                node = node.left;
            }
        }
        return found;
    }

    private static Node with(@Nullable Node node, byte[] key, byte[] value) {
        if (node == null) {
            return Node.of(null, key, value, null);
        }
        int order = Arrays.compareUnsigned(key, node.key);
        if (order == 0) {
            return Node.of(node.left, key, value, node.right);
        }
        return order < 0
                ? balanced(with(node.left, key, value), node, node.right)
                : balanced(node.left, node, with(node.right, key, value));
    }

    private static @Nullable Node without(@Nullable Node node, byte[] key) {
        if (node == null) {
            return null;
        }
        int order = Arrays.compareUnsigned(key, node.key);
        if (order < 0) {
            return balanced(without(node.left, key), node, node.right);
        }
        if (order > 0) {
            return balanced(node.left, node, without(node.right, key));
        }
        if (node.left == null || node.right == null) {
            return node.left == null ? node.right : node.left;
        }
        Node successor = node.right;
        while (successor.left != null) {
            successor = successor.left;
        }
        return balanced(node.left, successor, without(node.right, successor.key));
    }

    /** A node with the entry of {@code middle} over two trees whose heights differ by two at most. */
    private static Node balanced(@Nullable Node left, Node middle, @Nullable Node right) {
        int lean = height(left) - height(right);
        if (left != null && lean > 1) {
            if (left.right != null && height(left.left) < height(left.right)) {
                return rotated(left.left, left, left.right, middle, right);
            }
            return Node.of(left.left, left.key, left.value, over(left.right, middle, right));
        }
        if (right != null && lean < -1) {
            if (right.left != null && height(right.right) < height(right.left)) {
                return rotated(left, middle, right.left, right, right.right);
            }
            return Node.of(over(left, middle, right.left), right.key, right.value, right.right);
        }
        return over(left, middle, right);
    }

    /** The double rotation: {@code root} comes to stand over {@code low} and {@code high}. */
    private static Node rotated(@Nullable Node below, Node low, Node root, Node high, @Nullable Node above) {
        return Node.of(over(below, low, root.left), root.key, root.value, over(root.right, high, above));
    }

    private static Node over(@Nullable Node left, Node middle, @Nullable Node right) {
        return Node.of(left, middle.key, middle.value, right);
    }

    private static int height(@Nullable Node node) {
        return node == null ? 0 : node.height;
    }

    private static long bytes(@Nullable Node node) {
        return node == null ? 0 : node.bytes;
    }
}
