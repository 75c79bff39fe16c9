package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.model.Action;
import io.raftkv.jepsen.model.Model;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The operations on one object, laid out for the search. What failed is left out, and so is what only read and never answered.
 *
 * <p>Those that completed are numbered in the order of their completions; while one is under way it has a slot, a bit that others use
 * before and after it. Those of which nobody knows come in groups of equal actions, each in the order of invocation.
 *
 * @param <S> a state
 */
final class Partition<S> {
    final Model<S> model;

    /** Completed, in the order of completion. */
    final List<Operation> completed = new ArrayList<>();

    final List<Action<S>> actions = new ArrayList<>();

    /** For each completed operation its slot. */
    final int[] slots;

    /** For each completion, which are under way just before it, in the order of completion: itself first. */
    final int[][] underWay;

    /** For each completion, those under way that only read. */
    final int[][] readsUnderWay;

    final int slotCount;

    /** Unknown, group by group. */
    final List<Operation> unknown = new ArrayList<>();

    final List<Action<S>> unknownActions = new ArrayList<>();

    /** Where each group of equal unknown operations begins; the last entry is where the last group ends. */
    final int[] groups;

    Partition(Model<S> model, List<Operation> operations) throws UnsuitableEventException {
        this.model = model;
        var byAction = new LinkedHashMap<Action<S>, List<Operation>>();
        var effective = new ArrayList<Operation>();
        for (Operation operation : operations) {
            if (operation.outcome() == EventType.OK) {
                effective.add(operation);
            } else if (operation.outcome() == EventType.INFO) {
                Action<S> action = model.action(operation);
                if (!action.isReadOnly()) {
                    byAction.computeIfAbsent(action, key -> new ArrayList<>()).add(operation);
                }
            }
        }
        effective.sort(Comparator.comparingLong(Operation::completedAt));
        for (Operation operation : effective) {
            completed.add(operation);
            actions.add(model.action(operation));
        }
        groups = new int[byAction.size() + 1];
        int group = 0;
        for (var entry : byAction.entrySet()) {
            groups[group++] = unknown.size();
            for (Operation operation : entry.getValue()) {
                unknown.add(operation);
                unknownActions.add(entry.getKey());
            }
        }
        groups[group] = unknown.size();
        slots = new int[completed.size()];
        underWay = new int[completed.size()][];
        readsUnderWay = new int[completed.size()][];
        slotCount = layOut();
    }

    /** Walks through the history, giving out slots; returns how many it takes. */
    private int layOut() {
        Integer[] byInvocation = new Integer[completed.size()];
        Arrays.setAll(byInvocation, i -> i);
        Arrays.sort(byInvocation, Comparator.comparingLong(i -> completed.get(i).invokedAt()));
        int[] present = new int[16];
        int count = 0;
        var free = new BitSet();
        int used = 0;
        int next = 0;
        for (int ending = 0; ending < completed.size(); ending++) {
            long at = completed.get(ending).completedAt();
            while (next < byInvocation.length
                    && completed.get(byInvocation[next]).invokedAt() < at) {
                int begun = byInvocation[next++];
                int slot = free.nextSetBit(0);
                if (slot < 0) {
                    slot = used++;
                } else {
                    free.clear(slot);
                }
                slots[begun] = slot;
                if (count == present.length) {
                    present = Arrays.copyOf(present, 2 * count);
                }
                int place = count++;
                while (place > 0 && present[place - 1] > begun) {
                    present[place] = present[place - 1];
                    place--;
                }
                present[place] = begun;
            }
            underWay[ending] = Arrays.copyOf(present, count);
            readsUnderWay[ending] = Arrays.stream(present, 0, count)
                    .filter(operation -> actions.get(operation).isReadOnly())
                    .toArray();
            free.set(slots[ending]);
            System.arraycopy(present, 1, present, 0, --count);
        }
        return used;
    }
}
