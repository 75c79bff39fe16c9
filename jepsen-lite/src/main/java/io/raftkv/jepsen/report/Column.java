package io.raftkv.jepsen.report;

/**
 * A column of a table.
 *
 * @param name its heading
 * @param style of its heading, that of its cells
 */
record Column(String name, String style) {

    /** One of words, which begin at the left. */
    static Column text(String name) {
        return new Column(name, "text");
    }

    /** One of figures, which end at the right so that they can be compared. */
    static Column number(String name) {
        return new Column(name, "number");
    }
}
