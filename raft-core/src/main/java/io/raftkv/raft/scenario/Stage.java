package io.raftkv.raft.scenario;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.RaftConfig;
import io.raftkv.raft.node.RaftNodeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Where a {@link Scenario} plays: servers, the network between them, and time, which stands still unless the script moves it. All
 * of it runs on one thread, so that one may stop in a debugger and look for as long as one likes.
 *
 * <p>The seed decides what may vary without changing the outcome: how long messages take, and the exact election timeouts.
 */
public final class Stage {

    /** How long a follower waits for its leader at least. */
    public static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(1);

    /** How long a leader is silent at most. */
    public static final Duration HEARTBEAT_INTERVAL = Duration.ofMillis(100);

    /** Longer than anything takes that happens at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final long seed;
    private final Audience audience;
    private final Backstage backstage;
    private final Network network;
    private final Map<Long, Server> servers = new TreeMap<>();

    private RaftNodeConfig.PersistEvery persistEvery = RaftNodeConfig.PersistEvery.DEFAULTS;

    /** Those on which the same scenario goes on. */
    private final List<Stage> others = new ArrayList<>();

    private Stage(long seed, Audience audience) {
        this.seed = seed;
        this.audience = audience;
        this.backstage = new Backstage(seed, audience);
        this.network = new Network(backstage);
    }

    /**
     * Plays a scenario from beginning to end on a stage of its own.
     *
     * @throws ScenarioFailed when something does not come out as it says
     */
    public static void play(Scenario scenario, long seed, Audience audience) {
        var stage = new Stage(seed, audience);
        scenario.play(stage);
        stage.checkAtEnd();
    }

    /** An empty stage, on which the same scenario goes on in another world: what would have happened otherwise. */
    public Stage another() {
        var other = new Stage(seed, audience);
        others.add(other);
        backstage.tell(new Event.Cast(List.of()));
        return other;
    }

    // Who plays.

    /** Servers S1 to S{@code size} form a cluster; they do not run yet. */
    public void cast(int size) {
        cast(size, config -> config);
    }

    /** The same, each with its configuration adjusted. */
    public void cast(int size, UnaryOperator<RaftConfig> adjustment) {
        List<Long> ids = LongStream.rangeClosed(1, size).boxed().toList();
        var configuration = Configuration.of(ids);
        ids.forEach(id -> add(
                adjustment.apply(RaftConfig.of(id, configuration).withTimers(ELECTION_TIMEOUT, HEARTBEAT_INTERVAL))));
        patience(ids.stream().mapToLong(Long::longValue).toArray());
    }

    /** One more server, which waits to be added to the cluster; it does not run yet. */
    public Server castNew(long id) {
        return castWith(id, Configuration.NONE);
    }

    /** One more server, which takes {@code configuration} for the first of its cluster; it does not run yet. */
    public Server castWith(long id, Configuration configuration) {
        return add(RaftConfig.of(id, configuration).withTimers(ELECTION_TIMEOUT, HEARTBEAT_INTERVAL));
    }

    private Server add(RaftConfig config) {
        var server = new Server(config, persistEvery, backstage, network);
        servers.put(config.self(), server);
        backstage.tell(new Event.Cast(List.copyOf(servers.keySet())));
        return server;
    }

    /** Starts all servers that do not run. */
    public void start() {
        servers.values().stream().filter(server -> !server.isRunning()).forEach(Server::start);
        check();
    }

    /**
     * Servers that are cast from now on make their state durable each time that so many entries are applied; then their logs may
     * forget what is in it (P 7).
     */
    public void persistEvery(long entries) {
        persistEvery = new RaftNodeConfig.PersistEvery(entries, Long.MAX_VALUE);
    }

    /** A server. */
    public Server server(long id) {
        return Objects.requireNonNull(servers.get(id), () -> "there is no S" + id + " among " + servers.keySet());
    }

    /** The network between them. */
    public Network network() {
        return network;
    }

    /**
     * Chooses who loses patience first. Election timeouts stay random, but those that are drawn from now on are in this order,
     * from the shortest to the longest; servers that are not named keep what they have.
     */
    public void patience(long... ids) {
        for (int i = 0; i < ids.length; i++) {
            server(ids[i]).dice().keepTo(i, ids.length);
        }
    }

    // Time.

    /** How much time has passed since the play began. */
    public Duration now() {
        return Duration.ofNanos(backstage.now());
    }

    /** Lets this much time pass. */
    public void pass(Duration duration) {
        backstage.simulation().runFor(duration);
        check();
    }

    /** Lets everything arrive that is on its way, and what follows from it. */
    public void settle() {
        passUntil("messages arrive", () -> !network.isBusy());
    }

    /**
     * Lets time pass until something has come about.
     *
     * @throws ScenarioFailed when it does not
     */
    public void passUntil(String what, BooleanSupplier condition) {
        boolean happened = backstage.simulation().runUntil(condition, PATIENCE);
        check();
        if (!happened) {
            throw new ScenarioFailed("not even after " + PATIENCE.toSeconds() + " s: " + what);
        }
    }

    /** Lets time pass until this server leads, and what it had to say to everybody has arrived. */
    public void awaitLeader(long id) {
        passUntil("S" + id + " leads", server(id)::isLeader);
        settle();
    }

    // What is told.

    /** Does something that is known already, and need not be looked at: {@code text} says what. */
    public void offstage(String text, Runnable what) {
        backstage.tell(new Event.CurtainFalls(text));
        what.run();
        backstage.tell(new Event.CurtainRises());
    }

    /** The narrator says something; paragraphs are separated by an empty line. */
    public void say(String text) {
        backstage.tell(new Event.Said(text));
    }

    /** Shows how everybody stands. */
    public void show() {
        var views = servers.values().stream()
                .filter(Server::isRunning)
                .map(Server::view)
                .toList();
        backstage.tell(new Event.Shown(backstage.now(), views));
    }

    /**
     * Claims something about how things stand now.
     *
     * @throws ScenarioFailed when it is not so
     */
    public void expect(String claim, BooleanSupplier holds) {
        check();
        if (!holds.getAsBoolean()) {
            throw new ScenarioFailed("not so: " + claim);
        }
        backstage.tell(new Event.Confirmed(claim));
    }

    /**
     * Claims what something is.
     *
     * @throws ScenarioFailed when it is something else
     */
    public void expectEqual(String what, Object expected, Object actual) {
        check();
        if (!expected.equals(actual)) {
            throw new ScenarioFailed(what + " should be " + expected + ", but is " + actual);
        }
        backstage.tell(new Event.Confirmed(what + " is " + expected));
    }

    /** Claims what a server's log is, as cells {@code term:index}. */
    public void expectLog(long id, String cells) {
        expectEqual("the log of S" + id, cells, server(id).view().cells());
    }

    // What goes wrong.

    /**
     * Announces that something will go wrong that must not: a guarantee of the paper's Figure 3 will be broken, or a server will
     * stop. Without that, the scenario fails when it does; and with it, when it does not.
     *
     * @param beginning of what is then reported, such as {@code Election Safety}
     */
    public void letGoWrong(String beginning) {
        backstage.referee().allow(beginning);
    }

    /** Whether that has gone wrong. */
    public boolean hasGoneWrong(String beginning) {
        return backstage.referee().hasSeen(beginning);
    }

    private void check() {
        backstage.referee().checkSoFar();
    }

    private void checkAtEnd() {
        backstage.referee().checkAtEnd();
        others.forEach(Stage::checkAtEnd);
    }
}
