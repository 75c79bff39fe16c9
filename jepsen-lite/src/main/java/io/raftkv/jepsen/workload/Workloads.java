package io.raftkv.jepsen.workload;

import java.util.List;
import java.util.function.Supplier;

/** Every {@link Workload} that there is. */
public final class Workloads {

    /**
     * One of them.
     *
     * @param name on the command line and in reports
     * @param description what clients do and what is checked, in a line
     */
    public record Entry(String name, String description, Supplier<Workload> maker) {}

    private static final List<Entry> ALL = List.of(
            new Entry(
                    "register",
                    "read, write and compare-and-swap of registers, each linearizable",
                    RegisterWorkload::new),
            new Entry(
                    "kv",
                    "put, get, delete, range and txn of few keys, linearizable together, in the order of revisions",
                    KvWorkload::new),
            new Entry("append", "transactions on lists, strictly serializable: no cycles", AppendWorkload::new),
            new Entry("bank", "transfers between accounts: the total never changes", BankWorkload::new),
            new Entry("set", "unique elements: none that was acknowledged is lost", SetWorkload::new),
            new Entry(
                    "stale-read",
                    "serializable reads: how old they are, and whether a session goes back",
                    StaleReadWorkload::new));

    private Workloads() {}

    /** All, in the order in which a list shows them. */
    public static List<Entry> all() {
        return ALL;
    }

    /**
     * A workload for one run.
     *
     * @throws IllegalArgumentException when there is none of that name, listing those that exist
     */
    public static Workload create(String name) {
        return ALL.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no workload '" + name + "', only "
                        + String.join(", ", ALL.stream().map(Entry::name).toList())))
                .maker()
                .get();
    }
}
