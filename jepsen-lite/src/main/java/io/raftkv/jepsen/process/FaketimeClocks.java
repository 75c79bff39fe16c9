package io.raftkv.jepsen.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Clocks of whole processes, by libfaketime: it moves what the JVM itself takes for the monotonic clock, and all its timers. Such a clock
 * can go fast or slow and be set forward. Set back it would break what the operating system promises of it, so it is held for as long
 * instead.
 */
final class FaketimeClocks implements ClockControl {

    private static final List<String> PLACES = List.of(
            "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
            "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
            "/usr/lib64/faketime/libfaketimeMT.so.1",
            "/usr/local/lib/faketime/libfaketimeMT.so.1");

    private static final double MILLION = 1_000_000;

    /** The slowest that a process can be made without its own waits becoming endless. */
    private static final double SLOWEST = 0.02;

    private final Optional<String> library =
            PLACES.stream().filter(path -> Files.exists(Path.of(path))).findFirst();
    private final Map<Long, Setting> settings = new HashMap<>();

    /**
     * What a clock shows.
     *
     * @param ahead seconds before the machine's
     * @param rate seconds that go by in one
     */
    private record Setting(double ahead, double rate) {
        static final Setting GOOD = new Setting(0, 1);

        String text() {
            return String.format(Locale.ROOT, "%+.6fs x%.6f%n", ahead, rate);
        }
    }

    @Override
    public Map<String, String> environment(Place server) {
        return Map.of(
                "LD_PRELOAD",
                library.orElse(""),
                "FAKETIME_TIMESTAMP_FILE",
                file(server).toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_RESET",
                "1");
    }

    private static Path file(Place server) {
        return server.directory().resolve("faketime");
    }

    @Override
    public void started(Place server) {
        set(server, Setting.GOOD);
    }

    @Override
    public boolean drift(Place server, long partsPerMillion) {
        double rate = Math.max(SLOWEST, 1 + partsPerMillion / MILLION);
        return set(server, new Setting(current(server).ahead(), rate));
    }

    @Override
    public boolean jump(Place server, Duration by) {
        var now = current(server);
        return set(server, new Setting(now.ahead() + Math.abs(by.toNanos() / 1e9), now.rate()));
    }

    @Override
    public boolean heal(Place server) {
        return set(server, new Setting(current(server).ahead(), 1));
    }

    @Override
    public String objection() {
        return library.isPresent()
                ? ""
                : "libfaketime is not installed: install it (Debian: apt-get install faketime), or use --clocks server";
    }

    private Setting current(Place server) {
        return settings.getOrDefault(server.id(), Setting.GOOD);
    }

    private boolean set(Place server, Setting setting) {
        settings.put(server.id(), setting);
        try {
            Path next = server.directory().resolve("faketime.next");
            Files.writeString(next, setting.text());
            Files.move(next, file(server), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            throw new HarnessException("cannot set the clock of " + server.name() + ": " + e, e);
        }
    }
}
