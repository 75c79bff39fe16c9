package io.raftkv.jepsen.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Servers with one mistake each: a tester that does not find them is not to be believed. What a run prints is the table in the README.
 */
class PlantedMistakesTest {

    /** Those that look into the servers, or wait for them; all others judge the history of the clients. */
    private static final Set<String> INSIDE = Set.of("guarantees of Raft", "recovery", "same state", "test");

    /** How long the clients' history is searched for what the simulation saw inside; only for the table, which takes its time. */
    private static final int SEEDS_FOR_CLIENTS = Integer.getInteger("raftkv.jepsen.client-seeds", 0);

    /** Which checks, with which seed. */
    private record Found(long seed, List<String> checks) {
        private static final Found NOTHING = new Found(0, List.of());
    }

    /** The servers without a mistake, by how they are set up: making them once is much faster. */
    private static final Map<List<Replacement>, MutatedBuild> CONTROLS = new HashMap<>();

    static final List<Mutant> FOUND = Mutants.FOUND;
    static final List<Mutant> NOT_FOUND = Mutants.NOT_FOUND;

    @ParameterizedTest
    @FieldSource("FOUND")
    void plantedMistakeIsFound(Mutant mutant) {
        long begin = System.nanoTime();
        Found found = find(mutant, mutant.build());
        double seconds = (System.nanoTime() - begin) / 1e9;
        boolean byClients = !INSIDE.containsAll(found.checks());
        Found byClientsAlone = byClients ? found : findByClients(mutant);
        String notByClients = SEEDS_FOR_CLIENTS == 0 ? "not looked for" : "not within " + SEEDS_FOR_CLIENTS;
        System.out.printf(
                "| %s | `%s` | `%s` | %s | %d | %.1f | %s |%n",
                mutant.name(),
                mutant.trial().workload(),
                mutant.trial().faults(),
                String.join(", ", found.checks()),
                found.seed(),
                seconds,
                byClientsAlone.equals(Found.NOTHING) ? notByClients : byClientsAlone.seed());
        assertThat(found)
                .as("what %d seeds of %s find", mutant.seeds(), mutant.trial())
                .isNotEqualTo(Found.NOTHING);
    }

    /** They are only kept from rotting: whoever improves the tester tries them first. */
    @ParameterizedTest
    @FieldSource("NOT_FOUND")
    void mistakeThatIsNotFoundStillFitsTheSource(Mutant mutant) {
        assertThat(mutant.build()).isNotNull();
    }

    /** What the mistake breaks, and the same servers without it do not. */
    private static Found find(Mutant mutant, MutatedBuild build) {
        for (long seed = 1; seed <= mutant.seeds(); seed++) {
            var broken = new ArrayList<>(build.run(mutant.trial(), seed));
            if (!broken.isEmpty()) {
                broken.removeAll(controlOf(mutant).run(mutant.trial(), seed));
            }
            if (!broken.isEmpty()) {
                return new Found(seed, broken);
            }
        }
        return Found.NOTHING;
    }

    private static MutatedBuild controlOf(Mutant mutant) {
        return CONTROLS.computeIfAbsent(mutant.setting(), MutatedBuild::new);
    }

    private static Found findByClients(Mutant mutant) {
        var build = mutant.buildSeenByClientsAlone();
        for (long seed = 1; seed <= SEEDS_FOR_CLIENTS; seed++) {
            var broken = new ArrayList<>(build.run(mutant.trial(), seed));
            broken.removeAll(INSIDE);
            if (!broken.isEmpty()) {
                return new Found(seed, broken);
            }
        }
        return Found.NOTHING;
    }
}
