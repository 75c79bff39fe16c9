package io.raftkv.raft.sim;

import io.raftkv.raft.storage.Disk;
import io.raftkv.raft.storage.DiskFile;
import io.raftkv.raft.storage.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk that keeps its promises and not one more: at a power loss, what was not forced may be gone, or there in part, sector
 * by sector, and so may files that were created, renamed or deleted without forcing their directory.
 *
 * <p>It can also be made to break its promises: to fail, to fill up, to be slow, to damage what it holds, or to lie.
 */
public final class SimulatedDisk implements Disk {

    /** What a force does when it is asked for. */
    private enum Forcing {
        WORKS,
        FAILS_ONCE,
        FAILS,
        IS_A_LIE
    }

    private enum Power {
        ON,
        /** What is written now may get to the disk, but nothing is forced any more. */
        FAILS,
        /** Nothing gets to the disk any more. */
        OFF
    }

    private static final long UNLIMITED = Long.MAX_VALUE;

    private final String name;
    private final RandomGenerator random;

    /** The files as running servers see them, and as they would be found after a power loss. */
    private Map<String, StoredBytes> files = new TreeMap<>();

    private Map<String, StoredBytes> durableFiles = new TreeMap<>();
    private boolean locked;
    private Power power = Power.ON;
    private boolean tearsNextWrite;
    private Runnable onTornWrite = () -> {};
    private long tornWrites;
    private long damages;

    private Forcing forcing = Forcing.WORKS;
    private long capacityBytes = UNLIMITED;
    private long nanosPerForce;
    private long nanosSpent;
    private long forces;
    private long errors;
    private boolean unfaithful;

    /** An empty disk. {@code random} decides what remains of unforced data at a power loss. */
    public SimulatedDisk(String name, RandomGenerator random) {
        this.name = name;
        this.random = random;
    }

    // Faults.

    /** From now on until {@link #losePower}, forcing has no effect: the power is about to go. */
    void beginPowerFailure() {
        if (power == Power.ON) {
            power = Power.FAILS;
        }
    }

    /**
     * The power goes in the middle of the next write that can be torn: a first part of it gets to the disk, and nothing that is
     * written later. Goes by when the power or the process is lost before.
     */
    public void tearNextWrite() {
        tearsNextWrite = true;
    }

    /** How many writes have been torn by {@link #tearNextWrite}. */
    public long tornWrites() {
        return tornWrites;
    }

    /** Who is told in the instant in which a write is torn: nothing that the server does later must be seen. */
    void onTornWrite(Runnable listener) {
        onTornWrite = listener;
    }

    /** The power goes and comes back: what was not forced is lost, or torn. */
    public void losePower() {
        power = Power.ON;
        tearsNextWrite = false;
        locked = false;
        files = new TreeMap<>(durableFiles);
        files.values().forEach(file -> file.losePower(random));
    }

    /** The process that used the disk is gone, but not the machine: what was written can be read, forced or not. */
    public void loseProcess() {
        tearsNextWrite = false;
        locked = false;
    }

    /** From now on every force reports success and does nothing, as drives do that acknowledge from a cache that can be lost. */
    public void lieAboutForce() {
        forcing = Forcing.IS_A_LIE;
        unfaithful = true;
    }

    /** The next force fails. What it should have written is never made durable, also not by a later force that succeeds. */
    public void failNextForce() {
        forcing = Forcing.FAILS_ONCE;
    }

    /** Every force fails from now on. */
    public void failForces() {
        forcing = Forcing.FAILS;
    }

    /** From now on every force takes this long; what that means is up to the server's {@link SimulatedEnvironment}. */
    public void slowDown(Duration perForce) {
        nanosPerForce = perForce.toNanos();
    }

    /** From now on only this many more bytes fit; what is beyond fails, after what fits was written. */
    public void leaveRoomFor(long bytes) {
        capacityBytes = Math.addExact(usedBytes(), bytes);
    }

    /**
     * Turns over one bit of a file, forced or not.
     *
     * @param offset of the byte that is hit
     * @throws IllegalArgumentException when there is no such file, or no such byte in it
     */
    public void corrupt(String path, long offset) {
        StoredBytes file = files.get(path);
        if (file == null || offset < 0 || offset >= file.size()) {
            throw new IllegalArgumentException(describe() + " has no byte " + offset + " in a file " + path
                    + ", only these files: " + files.keySet());
        }
        unfaithful = true;
        damages++;
        file.flipBit((int) offset, random.nextInt(Byte.SIZE));
    }

    /**
     * Turns over one bit of a file. Where the last force has added to what was there before, this is spared: damage to a batch that no
     * later one vouches for looks like a torn write.
     *
     * @return the offset of the byte that was hit
     * @throws IllegalArgumentException when there is no such file, or nothing in it
     */
    public long corrupt(String path) {
        StoredBytes file = files.get(path);
        long offset = file == null || file.size() == 0 ? 0 : random.nextInt(file.sizeVouchedFor());
        corrupt(path, offset);
        return offset;
    }

    /** How many bits have turned over. */
    long damages() {
        return damages;
    }

    /** Keeps whoever is using the disk waiting for so long. */
    public void keepBusy(Duration time) {
        nanosSpent += time.toNanos();
    }

    /** The disk works again, as fast as ever and with all its room. What was lost or damaged remains so. */
    public void repair() {
        forcing = Forcing.WORKS;
        capacityBytes = UNLIMITED;
        nanosPerForce = 0;
    }

    /** How many operations have failed because of a fault. A server that met one has a reason to stop. */
    long errors() {
        return errors;
    }

    /** Whether it has ever lied or turned over a bit: then what it holds may be other than what was forced. */
    boolean isUnfaithful() {
        return unfaithful;
    }

    /** The paths of all files, ascending. */
    public List<String> paths() {
        return List.copyOf(files.keySet());
    }

    /** How many bytes a file has, 0 when there is none. */
    long sizeOf(String path) {
        StoredBytes file = files.get(path);
        return file == null ? 0 : file.size();
    }

    /** How long one force takes, in nanoseconds. */
    long nanosPerForce() {
        return nanosPerForce;
    }

    /** How many forces there have been. */
    long forces() {
        return forces;
    }

    /** How long everything has taken together, in nanoseconds. */
    long nanosSpent() {
        return nanosSpent;
    }

    // As servers see it.

    @Override
    public List<String> list(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        return files.keySet().stream()
                .filter(path -> isIn(prefix, path))
                .map(path -> path.substring(prefix.length()))
                .sorted()
                .toList();
    }

    /** Directories need no creating here: a path is a name. */
    @Override
    public void createDirectory(String directory) {}

    @Override
    public boolean exists(String path) {
        return files.containsKey(path);
    }

    @Override
    public DiskFile create(String path) throws IOException {
        if (files.containsKey(path)) {
            throw new FileAlreadyExistsException(describe() + "/" + path);
        }
        files.put(path, new StoredBytes());
        return open(path);
    }

    @Override
    public DiskFile open(String path) throws IOException {
        StoredBytes content = files.get(path);
        if (content == null) {
            throw new FileNotFoundException(describe() + "/" + path);
        }
        return new SimulatedFile(this, path, content);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        StoredBytes content = files.remove(from);
        if (content == null) {
            throw new FileNotFoundException(describe() + "/" + from);
        }
        files.put(to, content);
    }

    @Override
    public void delete(String path) {
        files.remove(path);
    }

    @Override
    public void forceDirectory(String directory) throws IOException {
        if (!forceHasEffect(directory)) {
            return;
        }
        String prefix = directory.isEmpty() ? "" : directory + "/";
        durableFiles.keySet().removeIf(path -> isIn(prefix, path));
        files.forEach((path, content) -> {
            if (isIn(prefix, path)) {
                durableFiles.put(path, content);
            }
        });
    }

    private static boolean isIn(String prefix, String path) {
        return path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0;
    }

    /** Takes the time of a force, and returns whether it does what it says. */
    boolean forceHasEffect(String path) throws IOException {
        forces++;
        nanosSpent += nanosPerForce;
        if (forcing == Forcing.FAILS || forcing == Forcing.FAILS_ONCE) {
            if (forcing == Forcing.FAILS_ONCE) {
                forcing = Forcing.WORKS;
            }
            throw failed(path, "Input/output error");
        }
        return forcing == Forcing.WORKS && power == Power.ON;
    }

    IOException failed(String path, String what) {
        errors++;
        return new IOException(describe() + "/" + path + ": " + what);
    }

    @Override
    public AutoCloseable lock() {
        if (locked) {
            throw new StorageException(describe() + " is in use by another running server");
        }
        locked = true;
        return () -> locked = false;
    }

    @Override
    public long usableBytes() {
        return capacityBytes == UNLIMITED ? UNLIMITED : Math.max(0, capacityBytes - usedBytes());
    }

    private long usedBytes() {
        return files.values().stream().mapToLong(StoredBytes::size).sum();
    }

    @Override
    public String describe() {
        return name;
    }

    /** Whether what is written now is there as long as somebody reads it, and never on the disk. */
    boolean isWithoutPower() {
        return power == Power.OFF;
    }

    /** Whether the next write of more than a byte is torn. */
    boolean isAboutToTear() {
        return tearsNextWrite;
    }

    /** The power goes while {@code from} to {@code to} is written; returns how far that gets. */
    int tear(int from, int to) {
        power = Power.OFF;
        tearsNextWrite = false;
        tornWrites++;
        errors++;
        return random.nextInt(from + 1, to);
    }

    /** After {@link #tear}, when the file knows. */
    void tellOfTornWrite() {
        onTornWrite.run();
    }
}
