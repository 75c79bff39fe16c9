package io.raftkv.raft.storage;

import static io.raftkv.raft.storage.StoredServer.NO_LIMIT;
import static io.raftkv.raft.storage.StoredServer.all;
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

/** The storage against the plainest model there is, {@link StorageModel}. Long random histories, small segments. */
class StoragePropertyTest {

    @Property(tries = 60)
    void behavesLikeAListAndRemembersItAcrossRestarts(@ForAll long seed) throws Exception {
        var random = new Random(seed);
        var directory = Files.createTempDirectory("storage");
        var options = new StorageOptions(256 + random.nextInt(3000), 1 + random.nextInt(2000));
        var model = new StorageModel();
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
                    int from = 1 + random.nextInt((int) model.lastIndex() + 2);
                    int last = from + random.nextInt(10);
                    assertThat(storage.read(from, last, NO_LIMIT)).isEqualTo(model.read(from, last));
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
        var possible = List.of(new StorageModel());
        var promised = new StorageModel(); // whose term and vote were forced, though perhaps not all of its entries
        for (int life = 0; life < 6; life++) {
            var disk = new FaultyDisk(power);
            disk.losePowerAfterChanges(random.nextInt(120));
            var writes = new ArrayList<Write>();
            StorageModel current = null;
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
                        var write = current.after(writes).random(random);
                        writes.add(write);
                        storage.write(List.of(write));
                        promised = current.after(writes);
                    }
                    storage.sync();
                    current = current.after(writes);
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

    private static void requireNotForgotten(StorageModel promised, StorageModel found) {
        assertThat(found.term).isGreaterThanOrEqualTo(promised.term);
        if (found.term == promised.term && promised.votedFor != 0) {
            assertThat(found.votedFor).isEqualTo(promised.votedFor);
        }
    }

    /**
     * Every state that a power failure during these writes may leave. All writes but appends are forced at once, those
     * possibly before entries that were appended earlier but not yet synced: of those, any number may be missing from the
     * end.
     */
    private static List<StorageModel> statesBetween(StorageModel before, List<Write> writes) {
        var states = new ArrayList<StorageModel>();
        var latest = List.of(before);
        var complete = before;
        for (var write : writes) {
            states.addAll(latest);
            var previous = complete;
            complete = complete.after(List.of(write));
            latest = switch (write) {
                case Write.Append(var entries) -> withBeginningsOf(entries, previous, latest);
                case Write.Truncate(long fromIndex) -> fromIndex > previous.lastIndex() ? latest : List.of(complete);
                case Write.Reset ignored -> List.of(complete);
                case Write.TermAndVote ignored -> afterEach(latest, write);
                case Write.Compact(var snapshot) ->
                    afterEach(
                            latest.stream()
                                    .filter(state -> state.lastIndex()
                                            >= snapshot.lastIncluded().index())
                                    .toList(),
                            write);
            };
        }
        states.addAll(latest);
        return states;
    }

    private static List<StorageModel> withBeginningsOf(
            List<LogEntry> entries, StorageModel previous, List<StorageModel> latest) {
        var states = new ArrayList<>(latest);
        for (int kept = 1; kept <= entries.size(); kept++) {
            states.add(previous.after(List.of(new Write.Append(entries.subList(0, kept)))));
        }
        return states;
    }

    private static List<StorageModel> afterEach(List<StorageModel> states, Write write) {
        return states.stream().map(state -> state.after(List.of(write))).toList();
    }

    private static StorageModel requireOneOf(List<StorageModel> possible, RaftStorage storage) {
        var found = storage.recovered(0);
        var log = all(storage);
        for (var model : possible) {
            if (model.log.equals(log) && model.snapshot.equals(found.snapshot())) {
                boolean sameVote = possible.stream()
                        .anyMatch(other -> other.term == found.currentTerm() && other.votedFor == found.votedFor());
                assertThat(sameVote).as("term and vote %s", found).isTrue();
                var recovered = model.after(List.of());
                recovered.term = found.currentTerm();
                recovered.votedFor = found.votedFor();
                assertThat(found).isEqualTo(recovered.recovered());
                return recovered;
            }
        }
        throw new AssertionError(
                "a log of " + log.size() + " entries behind " + found.snapshot() + ", which nobody wrote: " + log);
    }

    private static void requireSame(RaftStorage storage, StorageModel model) {
        assertThat(storage.recovered(0)).isEqualTo(model.recovered());
        assertThat(storage.firstIndex()).isEqualTo(model.startIndex() + 1);
        assertThat(all(storage)).isEqualTo(model.log);
    }
}
