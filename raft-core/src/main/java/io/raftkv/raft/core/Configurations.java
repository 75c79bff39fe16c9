package io.raftkv.raft.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The configurations that a log holds. A server always uses the latest one in its log, committed or not (P 6). That is all
 * the more so when the log changes: a configuration goes with its entry, however many are truncated at once (known bug
 * config-survives-truncation), and a snapshot brings the one that was committed at its last entry (known bugs
 * config-after-remote-snapshot, uncommitted-config-in-snapshot).
 */
final class Configurations {

    /** The first is in force where the log begins; behind it those whose entries are in the log, ascending. */
    private final Deque<ConfigurationEntry> entries = new ArrayDeque<>();

    Configurations(ConfigurationEntry first, List<ConfigurationEntry> inLog) {
        entries.add(first);
        entries.addAll(inLog);
    }

    /** The one in force. */
    ConfigurationEntry latest() {
        return entries.getLast();
    }

    /** The one that was in force when {@code index} was the last entry. */
    Configuration asOf(long index) {
        Iterator<ConfigurationEntry> newestFirst = entries.descendingIterator();
        while (newestFirst.hasNext()) {
            ConfigurationEntry entry = newestFirst.next();
            if (entry.index() <= index) {
                return entry.configuration();
            }
        }
        throw new IllegalArgumentException("entry " + index + " is before the log, which begins behind "
                + entries.getFirst().index());
    }

    /**
     * Whether {@code server} is a voter in the one that was in force at {@code commitIndex}, or in a later one, which may yet be
     * committed or undone.
     */
    boolean mayHaveVoter(long server, long commitIndex) {
        Iterator<ConfigurationEntry> newestFirst = entries.descendingIterator();
        while (newestFirst.hasNext()) {
            ConfigurationEntry entry = newestFirst.next();
            if (entry.configuration().isVoter(server)) {
                return true;
            }
            if (entry.index() <= commitIndex) {
                return false;
            }
        }
        return false;
    }

    void append(long index, Configuration configuration) {
        entries.add(new ConfigurationEntry(index, configuration));
    }

    /** The entry at {@code fromIndex} and all that follow it are gone. */
    void truncate(long fromIndex) {
        while (entries.size() > 1 && entries.getLast().index() >= fromIndex) {
            entries.removeLast();
        }
    }

    /** The log begins behind {@code start} now. */
    void compact(long start) {
        var inForce = new ConfigurationEntry(start, asOf(start));
        while (!entries.isEmpty() && entries.getFirst().index() <= start) {
            entries.removeFirst();
        }
        entries.addFirst(inForce);
    }
}
