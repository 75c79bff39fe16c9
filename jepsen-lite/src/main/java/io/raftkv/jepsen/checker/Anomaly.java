package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.Operation;
import java.util.List;

/**
 * Something that cannot be among transactions.
 *
 * @param name what it is called, such as {@code G1a}
 * @param text what it is here, in words
 * @param operations the transactions that show it
 */
record Anomaly(String name, String text, List<Operation> operations) {}
