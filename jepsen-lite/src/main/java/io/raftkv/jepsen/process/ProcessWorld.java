package io.raftkv.jepsen.process;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.raftkv.client.Endpoint;
import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.nemesis.Moment;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.nemesis.Step;
import io.raftkv.jepsen.run.Examination;
import io.raftkv.jepsen.run.Plan;
import io.raftkv.jepsen.run.Recorder;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestResult.Finding;
import io.raftkv.jepsen.run.TestSpec;
import io.raftkv.jepsen.workload.Attempt;
import io.raftkv.jepsen.workload.Store;
import io.raftkv.jepsen.workload.Workload;
import io.raftkv.jepsen.workload.Workloads;
import io.raftkv.raft.sim.Fault;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One test with servers as processes. It takes its time: nothing in it is simulated. A world runs once. */
public final class ProcessWorld {

    private static final Duration TIME_TO_SPEAK = Duration.ofSeconds(10);
    private static final Duration BETWEEN_FINAL_READS = Duration.ofMillis(100);

    /** So many servers may come beside those with which the cluster begins. */
    private static final int NEWCOMERS = 2;

    private final TestSpec spec;
    private final Schedule schedule;
    private final Consumer<String> progress;
    private final Workplace workplace;
    private final List<Place> places;
    private final Network network;
    private final RealServers servers;
    private final ProcessNemesis nemesis;
    private final Recovery recovery;
    private final MomentWatch moments;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("nemesis").daemon().factory());
    private final Workload workload;
    private final Recorder recorder;
    private final List<ProcessClient> clients = new ArrayList<>();
    private final Set<String> struck = ConcurrentHashMap.newKeySet();
    private final Queue<Step> missedMoments = new ConcurrentLinkedQueue<>();
    private final Queue<String> failedInjections = new ConcurrentLinkedQueue<>();

    private ProcessWorld(
            TestSpec spec, Schedule schedule, ProcessOptions options, Consumer<String> progress, Workplace workplace) {
        this.spec = spec;
        this.schedule = schedule;
        this.progress = progress;
        this.workplace = workplace;
        this.workload = Workloads.create(spec.workload());
        boolean mayGrow = schedule.steps().stream().anyMatch(step -> step.fault() instanceof Fault.Members);
        this.places = options.program() instanceof Program.Running(var endpoints)
                ? places(endpoints)
                : places(spec.nodes() + (mayGrow ? NEWCOMERS : 0));
        this.network = networkOf(options);
        workplace.atEnd(network::close);
        var clocks = clocksOf(options);
        var disks = disksOf(options.program());
        this.servers = new RealServers(options, network, clocks, places, spec.nodes());
        workplace.atEnd(servers::close);
        workplace.atEnd(executor::shutdownNow);
        this.nemesis = new ProcessNemesis(
                servers,
                network,
                clocks,
                disks,
                new MembershipFaults(servers, network, options.program()),
                new ServiceFaults(servers, network, executor),
                executor,
                broken -> failedInjections.add("a fault could not go on: " + broken.getMessage()));
        this.recovery = new Recovery(servers);
        this.moments = momentsOf(places);
        workplace.atEnd(moments::close);
        long begun = System.nanoTime();
        this.recorder = new Recorder(() -> System.nanoTime() - begun);
    }

    /**
     * Runs a test. Blocks until it is over and everything that it started is gone.
     *
     * @param schedule the faults, in place of those that the seed draws
     * @param progress hears now and then how it goes
     * @throws HarnessException when it cannot be carried out, before or after it began
     */
    public static TestResult run(TestSpec spec, Schedule schedule, ProcessOptions options, Consumer<String> progress) {
        try (var workplace = Workplace.open()) {
            if (options.logs() != null) {
                workplace.keepLogs(options.logs());
            }
            return new ProcessWorld(spec, schedule, options, progress, workplace).run();
        }
    }

    private List<Place> places(int howMany) {
        var ports = FreePorts.pick(2 * howMany);
        var all = new ArrayList<Place>();
        for (int i = 0; i < howMany; i++) {
            all.add(new Place(
                    i + 1,
                    Place.LOOPBACK,
                    ports.get(2 * i),
                    ports.get(2 * i + 1),
                    workplace.directory().resolve("n" + (i + 1))));
        }
        return List.copyOf(all);
    }

    private List<Place> places(List<Endpoint> endpoints) {
        var all = new ArrayList<Place>();
        for (Endpoint endpoint : endpoints) {
            long id = all.size() + 1L;
            all.add(new Place(id, endpoint.host(), endpoint.port(), 0, workplace.directory()));
        }
        return List.copyOf(all);
    }

    private Network networkOf(ProcessOptions options) {
        return switch (options.network()) {
            case PROXY -> new ProxyNetwork(options.program(), places, workplace.directory());
            case NAMESPACES -> NamespaceNetwork.create(places, workplace);
        };
    }

    private ClockControl clocksOf(ProcessOptions options) {
        return switch (options.clocks()) {
            case SERVER -> {
                var http = HttpClient.newHttpClient();
                workplace.atEnd(http::shutdownNow);
                yield new ServerClocks(options.program(), network, http);
            }
            case FAKETIME -> new FaketimeClocks();
        };
    }

    private MomentWatch momentsOf(List<Place> places) {
        var http = HttpClient.newHttpClient();
        workplace.atEnd(http::shutdownNow);
        return new MomentWatch(
                places.stream()
                        .map(place -> new Onlooker(network.testerAddress(place), http))
                        .toList(),
                broken -> failedInjections.add("a fault could not wait for its moment: " + broken));
    }

    private SmallDisks disksOf(Program program) {
        boolean areFilled = schedule.steps().stream().anyMatch(step -> step.fault() instanceof Fault.DiskFull);
        return areFilled && SmallDisks.objection(program).isEmpty()
                ? SmallDisks.make(places, workplace)
                : SmallDisks.NONE;
    }

    private TestResult run() {
        refuseWhatCannotBeDone();
        beginTogether();
        var findings = new ArrayList<Finding>();
        findings.add(new Finding("recovery", runWithFaults()));
        findings.add(new Finding("same state", recovery.sameState()));
        findings.add(new Finding("processes", surprises()));
        findings.add(new Finding("injection", injection()));
        var history = recorder.history();
        long idle = clients.stream().filter(client -> client.began() == 0).count();
        Verdict happened = Examination.happened(history, schedule, struck::contains);
        Verdict asPlanned = Examination.asPlanned(Plan.of(spec, schedule), idle);
        findings.add(new Finding("test", Examination.both(happened, asPlanned)));
        progress.accept("checks " + history.operations().size() + " operations");
        findings.add(Examination.checked(workload, history));
        return new TestResult(spec, schedule, history, findings);
    }

    private void beginTogether() {
        if (servers.areOurs()) {
            progress.accept("starts " + servers.ids().size() + " servers");
            servers.startFounders();
        }
        progress.accept("waits for a leader, " + Recovery.LIMIT.toSeconds() + " s at most");
        recovery.awaitFirstLeader();
        progress.accept("S" + servers.leaders().getFirst() + " leads");
        servers.requireEmptyStore();
    }

    private void refuseWhatCannotBeDone() {
        for (Step step : schedule.steps()) {
            String objection = nemesis.objection(step.fault());
            if (!objection.isEmpty()) {
                throw new HarnessException(step.nemesis() + " cannot be done here: " + objection);
            }
        }
    }

    private Verdict runWithFaults() {
        for (Step step : schedule.steps()) {
            var unused = executor.schedule(() -> injectInTime(step), step.at().toNanos(), TimeUnit.NANOSECONDS);
        }
        var threads = new ArrayList<Thread>();
        for (int number = 0; number < spec.clients(); number++) {
            var client = client(number, places);
            clients.add(client);
            threads.add(Thread.ofPlatform()
                    .name("client-" + number)
                    .daemon()
                    .start(() -> client.keepAsking(spec.rate() / (double) spec.clients())));
        }
        letTimePass();
        moments.close();
        onNemesisThread(() -> {
            nemesis.healAll();
            recorder.healed();
        });
        clients.forEach(ProcessClient::stop);
        threads.forEach(ProcessWorld::join);
        progress.accept("all is healed; waits until all members agree, " + Recovery.LIMIT.toSeconds() + " s at most");
        Verdict verdict = recovery.awaitAgreement();
        return verdict instanceof Verdict.Valid ? afterFinalReads(verdict) : verdict;
    }

    private Verdict afterFinalReads(Verdict recovered) {
        // Who was removed has nothing to say.
        var reader = client(
                spec.clients(), servers.ids().stream().map(servers::place).toList());
        for (Attempt read : workload.finalReads()) {
            long end = System.nanoTime() + Recovery.LIMIT.toNanos();
            while (reader.attempt(read) != EventType.OK) {
                LockSupport.parkNanos(this, BETWEEN_FINAL_READS.toNanos());
                if (System.nanoTime() > end) {
                    return new Verdict.Invalid("a final " + read.function() + " did not succeed within "
                            + Recovery.LIMIT.toSeconds() + " s, with every server running");
                }
            }
        }
        return recovered;
    }

    private void injectInTime(Step step) {
        if (step.moment() == Moment.AT_ONCE) {
            inject(step);
            return;
        }
        moments.await(step.moment(), () -> executor.execute(() -> inject(step)), () -> {
            missedMoments.add(step);
            progress.accept("'" + step + "' comes now: there was no " + step.moment() + " within "
                    + Moment.LONGEST_WAIT.toSeconds() + " s");
            executor.execute(() -> inject(step));
        });
    }

    private void inject(Step step) {
        try {
            recorder.fault(step);
            boolean hit = nemesis.inject(step.fault());
            if (hit && step.phase() == Step.Phase.START) {
                struck.add(step.nemesis());
            }
        } catch (RuntimeException broken) {
            failedInjections.add(
                    "the fault '" + step.fault().text() + "' could not be injected: " + broken.getMessage());
        }
    }

    private ProcessClient client(int number, List<Place> asked) {
        List<Store> stores = asked.stream()
                .<Store>map(place -> new GrpcStore(channel(number, place), ProcessClient.TIMEOUT_NANOS))
                .toList();
        return new ProcessClient(
                number,
                spec.clients() + 1,
                workload,
                new SplittableRandom(spec.seed() * 1_000_003 + number),
                recorder,
                stores,
                server -> servers.incarnation(asked.get(server).id()));
    }

    private ManagedChannel channel(int client, Place place) {
        var address = network.clientAddress(client, place);
        ManagedChannel channel = NettyChannelBuilder.forAddress(address)
                .usePlaintext()
                .disableServiceConfigLookUp()
                .disableRetry()
                .build();
        workplace.atEnd(channel::shutdownNow);
        return channel;
    }

    private void letTimePass() {
        long end = System.nanoTime() + spec.time().toNanos();
        long speak = System.nanoTime();
        for (long now = speak; now < end; now = System.nanoTime()) {
            if (now >= speak) {
                progress.accept("%d s of %d s, %d operations"
                        .formatted(
                                spec.time().toSeconds() - TimeUnit.NANOSECONDS.toSeconds(end - now),
                                spec.time().toSeconds(),
                                clients.stream().mapToLong(ProcessClient::began).sum()));
                speak += TIME_TO_SPEAK.toNanos();
            }
            LockSupport.parkNanos(this, Math.min(end, speak) - now);
        }
    }

    private void onNemesisThread(Runnable what) {
        try {
            executor.submit(what).get();
        } catch (ExecutionException failed) {
            throw new HarnessException("cannot put everything right: " + failed.getCause(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HarnessException("interrupted", interrupted);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HarnessException("interrupted", interrupted);
        }
    }

    private Verdict injection() {
        if (!failedInjections.isEmpty()) {
            return new Verdict.Unknown(String.join("\n", failedInjections));
        }
        long waiting = schedule.steps().stream()
                .filter(step -> step.moment() != Moment.AT_ONCE)
                .count();
        String missed = missedMoments.size() + " of " + waiting + " that waited for a moment came without it";
        return new Verdict.Valid("every fault could be injected" + (waiting == 0 ? "" : "; " + missed));
    }

    private Verdict surprises() {
        var surprises = servers.surprises();
        return surprises.isEmpty()
                ? new Verdict.Valid("no server ended by itself")
                : new Verdict.Invalid(String.join("\n", surprises));
    }
}
