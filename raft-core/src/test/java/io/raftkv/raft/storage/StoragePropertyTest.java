package io.raftkv.raft.storage;

import static io.raftkv.raft.storage.StoredServer.NO_LIMIT;
import static io.raftkv.raft.storage.StoredServer.all;
import static io.raftkv.raft.storage.StoredServer.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.core.Effects.Write;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.sim.SimulatedDisk;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The storage against the plainest model there is: a list, a term and a vote. Long random histories, small segments. */
class StoragePropertyTest {

    /** What a server has told its storage to keep. */
    private static final class Model {
        final List<LogEntry> log = new ArrayList<>();
        long term;
        long votedFor;

        void apply(Write write) {
            switch (write) {
                case Write.TermAndVote(long newTerm, long newVote) -> {
                    term = newTerm;
                    votedFor = newVote;
                }
                case Write.Truncate(long fromIndex) ->
                    log.subList((int) fromIndex - 1, log.size()).clear();
                case Write.Append(var entries) -> log.addAll(entries);
            }
        }

        Write random(Random random) {
            int choice = random.nextInt(10);
            if (term == 0 || choice == 0) {
                return new Write.TermAndVote(term + 1, random.nextInt(3));
            }
            if (choice == 1 && votedFor == 0) {
                return new Write.TermAndVote(term, 1 + random.nextInt(3));
            }
            if (choice <= 3 && !log.isEmpty()) {
                return new Write.Truncate(1 + random.nextInt(log.size() + 1));
            }
            var entries = new ArrayList<LogEntry>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                int size = random.nextInt(20) == 0 ? random.nextInt(9000) : random.nextInt(60);
                entries.add(entry(log.size() + entries.size() + 1L, term, "x".repeat(size)));
            }
            return new Write.Append(entries);
        }
    }

    @Property(tries = 60)
    void behavesLikeAListAndRemembersItAcrossRestarts(@ForAll long seed) throws Exception {
        var random = new Random(seed);
        var directory = Files.createTempDirectory("storage");
        var options = new StorageOptions(256 + random.nextInt(3000), 1 + random.nextInt(2000));
        var model = new Model();
        var storage = RaftStorage.open(NioDisk.open(directory), StoredServer.IDENTITY, options);
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    storage.sync();
                    storage.close();
                    storage = RaftStorage.open(NioDisk.open(directory), StoredServer.IDENTITY, options);
                }
                case 1 -> storage.sync();
                case 2 -> {
                    int from = 1 + random.nextInt(model.log.size() + 2);
                    int last = from + random.nextInt(10);
                    var expected = from > model.log.size()
                            ? List.of()
                            : model.log.subList(from - 1, Math.min(last, model.log.size()));
                    assertThat(storage.read(from, last, NO_LIMIT)).isEqualTo(expected);
                }
                default -> {
                    var write = model.random(random);
                    model.apply(write);
                    storage.write(List.of(write));
                }
            }
            requireSame(storage, model);
        }
        storage.close();
        StoredServer.deleteAll(directory);
    }

    /**
     * The power fails at any change of the disk, and the disk then keeps what it likes of what was not forced; or only the
     * process is killed, and all that it wrote is found, but is not yet forced. What was synced must be there; what was not
     * may be there up to some write, and nothing else; and what was found once must be found again.
     */
    @Property(tries = 1500)
    void nothingThatWasSyncedOrFoundAtAStartIsEverLost(@ForAll long seed) {
        var random = new Random(seed);
        var power = new SimulatedDisk("disk", new Random(seed + 1));
        var options = new StorageOptions(256 + random.nextInt(2000), 1 + random.nextInt(1000));
        var possible = List.of(new Model());
        var promised = new Model(); // whose term and vote were forced, though perhaps not all of its entries
        for (int life = 0; life < 6; life++) {
            var disk = new FaultyDisk(power);
            disk.losePowerAfterChanges(random.nextInt(120));
            var writes = new ArrayList<Write>();
            Model current = null;
            RaftStorage storage = null;
            try {
                storage = RaftStorage.open(disk, StoredServer.IDENTITY, options);
                current = requireOneOf(possible, storage);
                requireNotForgotten(promised, current);
                possible = List.of(current);
                promised = current;
                while (true) {
                    writes.clear();
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        var write = after(current, writes).random(random);
                        writes.add(write);
                        storage.write(List.of(write));
                        promised = after(current, writes);
                    }
                    storage.sync();
                    current = after(current, writes);
                    possible = List.of(current);
                }
            } catch (FaultyDisk.PowerFailure now) {
                if (current != null) {
                    possible = statesBetween(current, writes);
                }
                if (random.nextBoolean()) {
                    power.losePower();
                } else if (storage != null) {
                    storage.close(); // forces nothing, as when the process is killed
                }
            }
        }
        var survivor = requireOneOf(possible, RaftStorage.open(power, StoredServer.IDENTITY, options));
        requireNotForgotten(promised, survivor);
    }

    private static void requireNotForgotten(Model promised, Model found) {
        assertThat(found.term).isGreaterThanOrEqualTo(promised.term);
        if (found.term == promised.term && promised.votedFor != 0) {
            assertThat(found.votedFor).isEqualTo(promised.votedFor);
        }
    }

    private static Model after(Model before, List<Write> writes) {
        var model = new Model();
        model.log.addAll(before.log);
        model.term = before.term;
        model.votedFor = before.votedFor;
        writes.forEach(model::apply);
        return model;
    }

    /** Every state that a power failure during these writes may leave. */
    private static List<Model> statesBetween(Model before, List<Write> writes) {
        var states = new ArrayList<Model>();
        states.add(before);
        for (int i = 0; i < writes.size(); i++) {
            var previous = after(before, writes.subList(0, i));
            states.add(after(before, writes.subList(0, i + 1)));
            // Of an append any beginning may be there. Term and vote are forced at once, before entries that were
            // appended earlier but not yet synced: those may be missing from the end.
            if (writes.get(i) instanceof Write.Append(var entries)) {
                for (int kept = 0; kept < entries.size(); kept++) {
                    states.add(after(previous, List.of(new Write.Append(entries.subList(0, kept)))));
                }
            }
        }
        return states;
    }

    private static Model requireOneOf(List<Model> possible, RaftStorage storage) {
        var found = storage.recovered(0);
        var log = all(storage);
        for (var model : possible) {
            if (model.log.equals(log)) {
                boolean sameVote = possible.stream()
                        .anyMatch(other -> other.term == found.currentTerm() && other.votedFor == found.votedFor());
                assertThat(sameVote).as("term and vote %s", found).isTrue();
                var recovered = after(model, List.of());
                recovered.term = found.currentTerm();
                recovered.votedFor = found.votedFor();
                return recovered;
            }
        }
        throw new AssertionError("a log of " + log.size() + " entries, which nobody wrote: " + log);
    }

    private static void requireSame(RaftStorage storage, Model model) {
        var state = storage.recovered(0);
        assertThat(state.currentTerm()).isEqualTo(model.term);
        assertThat(state.votedFor()).isEqualTo(model.votedFor);
        assertThat(state.lastLogIndex()).isEqualTo(model.log.size());
        assertThat(all(storage)).isEqualTo(model.log);
    }
}
