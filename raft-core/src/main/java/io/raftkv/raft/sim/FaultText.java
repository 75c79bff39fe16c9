package io.raftkv.raft.sim;

import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.MembershipChange.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How a {@link Fault} is written: its name, then what it needs, all parted by blanks. */
final class FaultText {

    private static final String MILLIS = "ms";
    private static final String PARTS_PER_MILLION = "ppm";
    private static final String FORCED = "forced";
    private static final String ANY = "any";
    private static final String ALL = "all";
    private static final String CLIENT = "C";
    private static final int NANO_DIGITS_OF_MILLIS = 6;

    private FaultText() {}

    static String write(Fault fault) {
        return switch (fault) {
            case Fault.PowerLoss(var target) -> "power-loss " + target;
            case Fault.TornWrite(var target) -> "torn-write " + target;
            case Fault.Kill(var target) -> "kill " + target;
            case Fault.Restart(var target) -> "restart " + target;
            case Fault.Pause(var target) -> "pause " + target;
            case Fault.Resume(var target) -> "resume " + target;
            case Fault.Partition(var kind, var order) -> write(kind, order);
            case Fault.Flapping(var every, var kind, var order) ->
                "flapping " + write(every) + " " + write(kind, order);
            case Fault.Links(var conditions) -> "links " + write(conditions);
            case Fault.OneLink(var link, var conditions) ->
                "link S" + link.from() + " S" + link.to() + " " + write(conditions);
            case Fault.HealNetwork() -> "heal-network";
            case Fault.ClockDrift(var target, var parts) -> "clock-drift " + target + " " + parts + PARTS_PER_MILLION;
            case Fault.ClockJump(var target, var by) -> "clock-jump " + target + " " + write(by);
            case Fault.ClockFreeze(var target) -> "clock-freeze " + target;
            case Fault.ClockStrobe(var target, var by, var every) ->
                "clock-strobe " + target + " " + write(by) + " " + write(every);
            case Fault.HealClock(var target) -> "heal-clock " + target;
            case Fault.DiskSlow(var target, var perForce) -> "disk-slow " + target + " " + write(perForce);
            case Fault.DiskFull(var target, var roomBytes) -> "disk-full " + target + " " + roomBytes;
            case Fault.DiskErrorOnce(var target) -> "disk-error-once " + target;
            case Fault.DiskError(var target) -> "disk-error " + target;
            case Fault.DiskLie(var target) -> "disk-lie " + target;
            case Fault.DiskCorrupt(var target, var path) -> "disk-corrupt " + target + " " + path;
            case Fault.HealDisk(var target) -> "heal-disk " + target;
            case Fault.Members(var change) -> "membership " + write(change);
            case Fault.TransferLeadership(var to) -> "transfer-leader " + (to == 0 ? ANY : Target.PREFIX + to);
            case Fault.Rebuild(var target) -> "rebuild " + target;
            case Fault.SnapshotNow(var target) -> "snapshot-now " + target;
            case Fault.Compact(var keep) -> "compact " + keep;
            case Fault.Defragment(var target, var lasts) -> "defragment " + target + " " + write(lasts);
            case Fault.Overload(var requestsPerSecond) -> "overload " + requestsPerSecond;
            case Fault.ClientLinks(var client, var way, var delay, var loss) ->
                "client-links " + (client == 0 ? ALL : CLIENT + client) + " " + way + " delay " + write(delay)
                        + " loss " + loss;
            case Fault.HealClients() -> "heal-clients";
        };
    }

    static Fault read(String text) {
        var words = new Words(text);
        String name = words.next();
        Fault fault = PartitionKind.isKind(name)
                ? new Fault.Partition(PartitionKind.parse(name), readTargets(words))
                : read(name, words);
        words.requireEnd();
        return fault;
    }

    private static Fault read(String name, Words words) {
        return switch (name) {
            case "power-loss" -> new Fault.PowerLoss(words.nextTarget());
            case "torn-write" -> new Fault.TornWrite(words.nextTarget());
            case "kill" -> new Fault.Kill(words.nextTarget());
            case "restart" -> new Fault.Restart(words.nextTarget());
            case "pause" -> new Fault.Pause(words.nextTarget());
            case "resume" -> new Fault.Resume(words.nextTarget());
            case "flapping" ->
                new Fault.Flapping(readDuration(words.next()), PartitionKind.parse(words.next()), readTargets(words));
            case "links" -> new Fault.Links(readConditions(words));
            case "link" -> new Fault.OneLink(new Link(words.nextServer(), words.nextServer()), readConditions(words));
            case "heal-network" -> new Fault.HealNetwork();
            case "clock-drift" -> new Fault.ClockDrift(words.nextTarget(), readNumber(words.next(), PARTS_PER_MILLION));
            case "clock-jump" -> new Fault.ClockJump(words.nextTarget(), readDuration(words.next()));
            case "clock-freeze" -> new Fault.ClockFreeze(words.nextTarget());
            case "clock-strobe" ->
                new Fault.ClockStrobe(words.nextTarget(), readDuration(words.next()), readDuration(words.next()));
            case "heal-clock" -> new Fault.HealClock(words.nextTarget());
            case "disk-slow" -> new Fault.DiskSlow(words.nextTarget(), readDuration(words.next()));
            case "disk-full" -> new Fault.DiskFull(words.nextTarget(), readNumber(words.next(), ""));
            case "disk-error-once" -> new Fault.DiskErrorOnce(words.nextTarget());
            case "disk-error" -> new Fault.DiskError(words.nextTarget());
            case "disk-lie" -> new Fault.DiskLie(words.nextTarget());
            case "disk-corrupt" -> new Fault.DiskCorrupt(words.nextTarget(), words.next());
            case "heal-disk" -> new Fault.HealDisk(words.nextTarget());
            case "membership" -> new Fault.Members(readChange(words));
            case "transfer-leader" -> new Fault.TransferLeadership(readServerOrAny(words.next()));
            case "rebuild" -> new Fault.Rebuild(words.nextTarget());
            case "snapshot-now" -> new Fault.SnapshotNow(words.nextTarget());
            case "compact" -> new Fault.Compact(readNumber(words.next(), ""));
            case "defragment" -> new Fault.Defragment(words.nextTarget(), readDuration(words.next()));
            case "overload" -> new Fault.Overload(Integer.parseInt(words.next()));
            case "client-links" -> readClientLinks(words);
            case "heal-clients" -> new Fault.HealClients();
            default -> throw new IllegalArgumentException("there is no fault '" + name + "'");
        };
    }

    /** In milliseconds, to the nanosecond. */
    static String write(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), NANO_DIGITS_OF_MILLIS)
                        .stripTrailingZeros()
                        .toPlainString()
                + MILLIS;
    }

    static Duration readDuration(String text) {
        BigDecimal millis = new BigDecimal(without(MILLIS, text));
        return Duration.ofNanos(millis.movePointRight(NANO_DIGITS_OF_MILLIS).longValueExact());
    }

    private static long readNumber(String text, String unit) {
        return Long.parseLong(without(unit, text));
    }

    private static String without(String ending, String text) {
        if (!text.endsWith(ending)) {
            throw new IllegalArgumentException("'" + text + "' must end with " + ending);
        }
        return text.substring(0, text.length() - ending.length());
    }

    private static long readServerOrAny(String text) {
        return text.equals(ANY) ? 0 : Target.parseServer(text);
    }

    private static String write(PartitionKind kind, List<Target> order) {
        return order.stream().map(target -> " " + target).collect(Collectors.joining("", kind.toString(), ""));
    }

    private static List<Target> readTargets(Words words) {
        List<Target> targets = new ArrayList<>();
        while (words.hasNext()) {
            targets.add(words.nextTarget());
        }
        return List.copyOf(targets);
    }

    private static String write(LinkConditions conditions) {
        return "delay " + write(conditions.minDelay()) + " " + write(conditions.maxDelay())
                + " loss " + conditions.lossPercent()
                + " duplicates " + conditions.duplicatePercent()
                + " bytes/s "
                + (conditions.bytesPerSecond() == LinkConditions.UNLIMITED
                        ? ANY
                        : Long.toString(conditions.bytesPerSecond()));
    }

    private static LinkConditions readConditions(Words words) {
        words.expect("delay");
        Duration minDelay = readDuration(words.next());
        Duration maxDelay = readDuration(words.next());
        words.expect("loss");
        int loss = Integer.parseInt(words.next());
        words.expect("duplicates");
        int duplicates = Integer.parseInt(words.next());
        words.expect("bytes/s");
        String bytes = words.next();
        return new LinkConditions(
                minDelay,
                maxDelay,
                loss,
                duplicates,
                bytes.equals(ANY) ? LinkConditions.UNLIMITED : Long.parseLong(bytes));
    }

    private static Fault readClientLinks(Words words) {
        int client = readClientOrAll(words.next());
        var way = readWay(words.next());
        words.expect("delay");
        Duration delay = readDuration(words.next());
        words.expect("loss");
        return new Fault.ClientLinks(client, way, delay, Integer.parseInt(words.next()));
    }

    private static int readClientOrAll(String text) {
        if (text.equals(ALL)) {
            return 0;
        }
        if (!text.matches(CLIENT + "[1-9]\\d*")) {
            throw new IllegalArgumentException("'" + text + "' names no client: must be such as C3 or all");
        }
        return Integer.parseInt(text.substring(CLIENT.length()));
    }

    private static Fault.ClientLinks.Way readWay(String text) {
        return Arrays.stream(Fault.ClientLinks.Way.values())
                .filter(way -> way.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' must be requests, answers or both"));
    }

    private static String write(MembershipChange change) {
        String steps = change.steps().stream().map(FaultText::write).collect(Collectors.joining(" "));
        return change.safety() == MembershipChange.Safety.FORCED ? FORCED + " " + steps : steps;
    }

    private static String write(Step step) {
        String verb = switch (step) {
            case Step.AddLearner add -> "add-learner";
            case Step.Join join -> "join";
            case Step.AddVoter add -> "add-voter";
            case Step.Promote promote -> "promote";
            case Step.Remove remove -> "remove";
            case Step.Move move -> "move";
        };
        return verb + " " + Target.PREFIX + step.server();
    }

    private static MembershipChange readChange(Words words) {
        boolean forced = words.skip(FORCED);
        List<Step> steps = new ArrayList<>();
        while (words.hasNext()) {
            steps.add(readStep(words.next(), words.nextServer()));
        }
        MembershipChange change = MembershipChange.of(steps.toArray(new Step[0]));
        return forced ? change.forced() : change;
    }

    private static Step readStep(String verb, long server) {
        String address = SimulatedCluster.addressOf(server);
        return switch (verb) {
            case "add-learner" -> new Step.AddLearner(server, address);
            case "join" -> new Step.Join(server, address);
            case "add-voter" -> new Step.AddVoter(server, address);
            case "promote" -> new Step.Promote(server);
            case "remove" -> new Step.Remove(server);
            case "move" -> new Step.Move(server, address);
            default -> throw new IllegalArgumentException("there is no change of members '" + verb + "'");
        };
    }

    /** A line, word by word. */
    private static final class Words {

        private final String line;
        private final List<String> words;
        private int at;

        Words(String line) {
            this.line = line;
            this.words = Arrays.asList(line.strip().split("\\s+"));
        }

        boolean hasNext() {
            return at < words.size();
        }

        String next() {
            if (!hasNext()) {
                throw new IllegalArgumentException("'" + line + "' is not complete");
            }
            return words.get(at++);
        }

        Target nextTarget() {
            return Target.parse(next());
        }

        long nextServer() {
            return Target.parseServer(next());
        }

        boolean skip(String word) {
            boolean isNext = hasNext() && words.get(at).equals(word);
            if (isNext) {
                at++;
            }
            return isNext;
        }

        void expect(String word) {
            if (!skip(word)) {
                throw new IllegalArgumentException("'" + line + "' must have " + word + " as word " + (at + 1));
            }
        }

        void requireEnd() {
            if (hasNext()) {
                throw new IllegalArgumentException("'" + line + "' has more than it needs: " + words.get(at));
            }
        }
    }
}
