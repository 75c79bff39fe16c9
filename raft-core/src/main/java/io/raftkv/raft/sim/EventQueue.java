package io.raftkv.raft.sim;

import java.util.Arrays;

/**
 * What is going to happen, in the order of time; what is due at the same time in the order in which it was added. A binary heap
 * in plain arrays: every event of a simulation passes through it, and so nothing is allocated and no object is visited to
 * compare two of them.
 */
final class EventQueue {

    private long[] times = new long[64];
    private long[] orders = new long[64];
    private Runnable[] actions = new Runnable[64];
    private int size;
    private long added;

    boolean isEmpty() {
        return size == 0;
    }

    /** When the next event is due; there is one. */
    long nextTime() {
        return times[0];
    }

    void add(long time, Runnable action) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            orders = Arrays.copyOf(orders, size * 2);
            actions = Arrays.copyOf(actions, size * 2);
        }
        added++;
        siftUp(size++, time, added, action);
    }

    /** Takes the next event out; there is one. */
    Runnable remove() {
        Runnable next = actions[0];
        size--;
        siftDown(times[size], orders[size], actions[size]);
        actions[size] = EventQueue::nothing; // not to keep alive what the last one holds
        return next;
    }

    /** Finds the place of an event, from the free place {@code at} upwards. */
    private void siftUp(int at, long time, long order, Runnable action) {
        int place = at;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (!isBefore(time, order, parent)) {
                break;
            }
            move(parent, place);
            place = parent;
        }
        put(place, time, order, action);
    }

    /** Finds the place of an event, from the free root downwards. */
    private void siftDown(long time, long order, Runnable action) {
        int place = 0;
        for (int child = 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && isBefore(times[child + 1], orders[child + 1], child)) {
                child++;
            }
            if (isBefore(time, order, child)) {
                break;
            }
            move(child, place);
            place = child;
        }
        put(place, time, order, action);
    }

    private boolean isBefore(long time, long order, int other) {
        return time < times[other] || (time == times[other] && order < orders[other]);
    }

    private void move(int from, int to) {
        put(to, times[from], orders[from], actions[from]);
    }

    private void put(int place, long time, long order, Runnable action) {
        times[place] = time;
        orders[place] = order;
        actions[place] = action;
    }

    private static void nothing() {}
}
