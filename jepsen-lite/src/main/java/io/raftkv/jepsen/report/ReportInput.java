package io.raftkv.jepsen.report;

import io.raftkv.jepsen.checker.Conclusion;
import io.raftkv.jepsen.history.History;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All that a report is made of. The same input gives the same page, byte by byte.
 *
 * @param title what was run, such as {@code register under partitions}
 * @param findings what the checkers say, in the order in which to show them
 * @param configuration what the run was: world, workload, nemesis, nodes, clients, rate, time, seed, versions; shown in the map's order
 * @param reproduction the command that runs the same again; empty when there is none
 * @param furtherCommands what else a reader may want to do with the run: what each command does, and the command itself, to be shown in
 *     the map's order
 * @param history what clients did and saw, and which faults there were
 * @param messageDiagram what servers said to each other; {@link MessageDiagram#NONE} when that is not known
 */
public record ReportInput(
        String title,
        List<Finding> findings,
        Map<String, String> configuration,
        String reproduction,
        Map<String, String> furtherCommands,
        History history,
        MessageDiagram messageDiagram) {

    /** One without further commands. */
    public ReportInput(
            String title,
            List<Finding> findings,
            Map<String, String> configuration,
            String reproduction,
            History history,
            MessageDiagram messageDiagram) {
        this(title, findings, configuration, reproduction, Map.of(), history, messageDiagram);
    }

    /** Keeps copies of the collections. */
    public ReportInput {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(reproduction, "reproduction");
        Objects.requireNonNull(history, "history");
        Objects.requireNonNull(messageDiagram, "messageDiagram");
        findings = List.copyOf(findings);
        furtherCommands = Collections.unmodifiableMap(new LinkedHashMap<>(furtherCommands));
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    }

    /** The verdict on the whole run: as bad as the worst finding, and unknown when nothing was checked. */
    public Conclusion verdict() {
        return Conclusion.ofAll(findings.stream().map(Finding::conclusion).toList());
    }
}
