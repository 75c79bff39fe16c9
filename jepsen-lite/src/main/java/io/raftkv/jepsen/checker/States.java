package io.raftkv.jepsen.checker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Numbers states, equal ones alike, so that configurations are made of numbers. Open addressing, at most half full. */
final class States<S> {
    private @Nullable Object[] states = new Object[16];
    private int[] hashes = new int[16];
    private int[] table = new int[32];
    private int size;

    States() {
        Arrays.fill(table, -1);
    }

    int size() {
        return size;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // below size there is a state of this type
    S get(int number) {
        return (S) states[number];
    }

    int numberOf(S state) {
        int hash = spread(state.hashCode());
        int at = hash & (table.length - 1);
        while (table[at] >= 0) {
            int number = table[at];
            if (hashes[number] == hash && state.equals(states[number])) {
                return number;
            }
            at = (at + 1) & (table.length - 1);
        }
        if (size == states.length) {
            grow();
            return numberOf(state);
        }
        table[at] = size;
        hashes[size] = hash;
        states[size] = state;
        return size++;
    }

    private void grow() {
        states = Arrays.copyOf(states, 2 * size);
        hashes = Arrays.copyOf(hashes, 2 * size);
        table = new int[4 * size];
        Arrays.fill(table, -1);
        for (int number = 0; number < size; number++) {
            int at = hashes[number] & (table.length - 1);
            while (table[at] >= 0) {
                at = (at + 1) & (table.length - 1);
            }
            table[at] = number;
        }
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }
}
