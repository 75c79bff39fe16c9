package io.raftkv.jepsen.process;

import io.raftkv.raft.storage.StorageOptions;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.List;

/**
 * A disk for each server alone, a file system in memory of Linux, so that it can be full without harm to the machine. What fills it is
 * not a file: the file system itself is made as small as what is in it, which takes at once and costs no memory. Needs root. One thread
 * uses it at a time.
 */
final class SmallDisks {

    /** Servers share the disk of the machine, which nobody fills. */
    static final SmallDisks NONE = new SmallDisks(List.of());

    /** Far more than a server needs that takes a snapshot every 1 000 entries. Memory is taken only for what is written. */
    private static final long SIZE_BYTES = 1L << 30;

    /** What a server must not be left without: RocksDB, when it finds no room at all, stops the server rightly, and nothing is tested. */
    private static final long RESERVE_BYTES = StorageOptions.DEFAULTS.reserveBytes();

    private static final long PAGE_BYTES = 4096;

    /** The server writes, and deletes, while its disk is measured. */
    private static final int ATTEMPTS = 5;

    private static final String KIND = "tmpfs";
    private static final String NAME = "jepsen-lite";

    private final List<Place> places;

    private SmallDisks(List<Place> places) {
        this.places = List.copyOf(places);
    }

    /** Why a program cannot have them; empty when it can. */
    static String objection(Program program) {
        if (!(program instanceof Program.RaftKv)) {
            return "only this project's server is known to take nothing on before its disk is really full";
        }
        if (!Shell.isRootOnLinux()) {
            return "each server needs a small disk of its own, which takes root on Linux: run it as root there, or use --world"
                    + " sim";
        }
        return Shell.knows("mount") && Shell.knows("umount")
                ? ""
                : "each server needs a small disk of its own, which takes the programs mount and umount: install them (Debian: mount), or use --world sim";
    }

    /**
     * Makes them, empty, before servers start; they go away with the workplace, after the servers that it is told of later.
     *
     * @throws HarnessException when the system refuses, as it does root in most containers
     */
    static SmallDisks make(List<Place> places, Workplace workplace) {
        for (Place place : places) {
            try {
                Files.createDirectories(place.directory());
            } catch (IOException e) {
                throw new HarnessException("cannot make " + place.directory() + ": " + e, e);
            }
            Shell.run("mount", "-t", KIND, "-o", "mode=0700,size=" + SIZE_BYTES, NAME, path(place));
            workplace.atEnd(() -> Shell.run("umount", path(place)));
        }
        return new SmallDisks(places);
    }

    /**
     * From now on only so many bytes fit besides what a server keeps in reserve. A server takes nothing on when that is less than the
     * {@link StorageOptions#preallocationStepBytes() step} by which its log grows.
     *
     * @param roomBytes not negative
     * @throws HarnessException when the disk is not full then
     */
    void fill(Place place, long roomBytes) {
        long left = RESERVE_BYTES + roomBytes;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long used = used(place);
            if (used + left >= SIZE_BYTES) {
                throw new HarnessException("the disk of " + place.name() + " is too small for this run: it has "
                        + SIZE_BYTES + " bytes, and the server uses " + used);
            }
            resize(place, used + left);
            if (usable(place) < left + PAGE_BYTES) {
                return;
            }
        }
        throw new HarnessException("the disk of " + place.name() + " has " + usable(place) + " bytes left and not "
                + left + ": the server deletes faster than its disk can be filled");
    }

    /** There is room again. */
    void heal(Place place) {
        if (places.contains(place)) {
            resize(place, SIZE_BYTES);
        }
    }

    /** There is room on all of them. */
    void healAll() {
        places.forEach(this::heal);
    }

    private static void resize(Place place, long bytes) {
        long pages = bytes / PAGE_BYTES;
        Shell.run("mount", "-o", "remount,size=" + pages * PAGE_BYTES, path(place));
    }

    private static long used(Place place) {
        try {
            FileStore disk = disk(place);
            return disk.getTotalSpace() - disk.getUnallocatedSpace();
        } catch (IOException e) {
            throw silent(place, e);
        }
    }

    private static long usable(Place place) {
        try {
            return disk(place).getUsableSpace();
        } catch (IOException e) {
            throw silent(place, e);
        }
    }

    /** Never the machine's own. */
    private static FileStore disk(Place place) throws IOException {
        FileStore disk = Files.getFileStore(place.directory());
        if (!disk.type().equals(KIND) || !disk.name().equals(NAME)) {
            throw new HarnessException(
                    "the small disk of " + place.name() + " is gone: " + place.directory() + " is on " + disk);
        }
        return disk;
    }

    private static HarnessException silent(Place place, IOException e) {
        return new HarnessException("the disk of " + place.name() + " does not say how much room it has: " + e, e);
    }

    private static String path(Place place) {
        return place.directory().toString();
    }
}
