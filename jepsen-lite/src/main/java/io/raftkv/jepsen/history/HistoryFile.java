package io.raftkv.jepsen.history;

/**
 * A history and where it was read, so that what is wrong with an event can be said of a line.
 *
 * @param name of the file, as the user named it
 * @param history what it holds
 * @param lines for each event its line in the file, from 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HistoryFile(String name, History history, int[] lines) {

    /**
     * That an event is not what it should be.
     *
     * @param event its place in the history, from 0
     * @param expected what should be there, and what is
     */
    public HistoryFormatException unsuitable(long event, String expected) {
        return new HistoryFormatException(name, lines[Math.toIntExact(event)], expected);
    }
}
