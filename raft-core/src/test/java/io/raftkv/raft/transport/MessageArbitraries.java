package io.raftkv.raft.transport;

import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.AppendEntriesResponse;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.ForwardedChange;
import io.raftkv.raft.core.ForwardedProposals;
import io.raftkv.raft.core.ForwardedRead;
import io.raftkv.raft.core.ForwardedReadResponse;
import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.MembershipChange.Step;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.PreVote;
import io.raftkv.raft.core.PreVoteResponse;
import io.raftkv.raft.core.Proposal;
import io.raftkv.raft.core.ProposalsRefused;
import io.raftkv.raft.core.Refusal;
import io.raftkv.raft.core.RequestVote;
import io.raftkv.raft.core.RequestVoteResponse;
import io.raftkv.raft.core.SnapshotMetadata;
import io.raftkv.raft.core.TimeoutNow;
import io.raftkv.raft.snapshot.SnapshotFile;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotPart;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Combinators.F4;

/** Messages and parts of snapshots that servers may send, of every type and with values up to the limits of their fields. */
final class MessageArbitraries {

    private MessageArbitraries() {}

    static Arbitrary<Message> messages() {
        return Arbitraries.oneOf(
                anyTerm().flatMap(MessageArbitraries::ofAnyTerm),
                Arbitraries.longs().between(1, Long.MAX_VALUE).flatMap(MessageArbitraries::ofStartedTerm));
    }

    static Arbitrary<AppendEntries> appendEntries(long term) {
        return positions(term)
                .flatMap(prevLog -> entriesAfter(prevLog, term)
                        .flatMap(entries -> addressed((from, to, commit, round) ->
                                new AppendEntries(from, to, term, prevLog, entries, commit, round))));
    }

    private static Arbitrary<Message> ofAnyTerm(long term) {
        return Arbitraries.oneOf(List.of(
                positions(term).flatMap(last -> addressed((from, to, a, b) -> new PreVote(from, to, term, last))),
                addressed((from, to, a, b) -> new PreVoteResponse(from, to, term, a % 2 == 0)),
                addressed((from, to, a, b) -> new RequestVoteResponse(from, to, term, a % 2 == 0)),
                proposals()
                        .flatMap(list -> addressed((from, to, a, b) -> new ForwardedProposals(from, to, term, list))),
                ids().list()
                        .flatMap(numbers -> Arbitraries.of(Refusal.class)
                                .flatMap(refusal -> addressed(
                                        (from, to, a, b) -> new ProposalsRefused(from, to, term, numbers, refusal)))),
                changes()
                        .flatMap(change ->
                                addressed((from, to, a, b) -> new ForwardedChange(from, to, term, a, change))),
                addressed((from, to, a, b) -> new ForwardedRead(from, to, term, a)),
                addressed((from, to, a, b) -> new ForwardedReadResponse.Granted(from, to, term, a, b)),
                addressed((from, to, a, b) -> new ForwardedReadResponse.Refused(from, to, term, a))));
    }

    private static Arbitrary<Message> ofStartedTerm(long term) {
        return Arbitraries.oneOf(List.of(
                appendEntries(term).map(Message.class::cast),
                Combinators.combine(positions(term), Arbitraries.of(RequestVote.Reason.class))
                        .flatAs((last, reason) ->
                                addressed((from, to, a, b) -> new RequestVote(from, to, term, last, reason))),
                addressed((from, to, a, b) -> new TimeoutNow(from, to, term)),
                addressed((from, to, a, b) -> new AppendEntriesResponse.Accepted(from, to, term, a, b)),
                positions(term)
                        .flatMap(hint -> Arbitraries.longs()
                                .between(hint.index(), Long.MAX_VALUE)
                                .flatMap(prevLogIndex -> addressed((from, to, a, b) ->
                                        new AppendEntriesResponse.Rejected(from, to, term, a, prevLogIndex, hint)))),
                addressed((from, to, a, b) -> new AppendEntriesResponse.Stale(from, to, term))));
    }

    static Arbitrary<SnapshotPart> snapshotParts() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(1, Long.MAX_VALUE).flatMap(MessageArbitraries::offers),
                chunks(),
                addressed((from, to, a, b) -> new SnapshotPart.Progress(from, to, a, b)),
                Arbitraries.strings()
                        .ofMaxLength(100)
                        .flatMap(reason ->
                                addressed((from, to, a, b) -> new SnapshotPart.Declined(from, to, a, reason))));
    }

    private static Arbitrary<SnapshotPart> offers(long term) {
        var lastIncluded = Combinators.combine(
                        Arbitraries.longs().between(1, Long.MAX_VALUE),
                        Arbitraries.longs().between(1, term))
                .as(LogPosition::new);
        var files = Combinators.combine(
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .withCharRange('0', '9')
                                .withChars("_-")
                                .ofMinLength(1)
                                .ofMaxLength(128),
                        Arbitraries.longs().between(0, Long.MAX_VALUE / 20))
                .as(SnapshotFile::new)
                .list()
                .uniqueElements(SnapshotFile::name)
                .ofMaxSize(20);
        return Combinators.combine(lastIncluded, configurations(), files)
                .flatAs((last, configuration, list) -> addressed((from, to, id, b) -> new SnapshotPart.Offer(
                        new InstallSnapshot(from, to, term, new SnapshotMetadata(last, configuration)),
                        new SnapshotManifest(id, last.index(), list))));
    }

    private static Arbitrary<SnapshotPart> chunks() {
        return payloads()
                .flatMap(data -> addressed((from, to, id, offset) -> new SnapshotPart.Chunk(
                        from, to, id, Math.min(offset, Long.MAX_VALUE - 300), checksum(data), data)));
    }

    static int checksum(ByteBuffer data) {
        var checksum = new CRC32C();
        checksum.update(data.duplicate());
        return (int) checksum.getValue();
    }

    private static Arbitrary<MembershipChange> changes() {
        Arbitrary<Step> step = Combinators.combine(
                        ids(), addresses(), Arbitraries.integers().between(0, 5))
                .as((server, address, kind) -> switch (kind) {
                    case 0 -> new Step.AddLearner(server, address);
                    case 1 -> new Step.Join(server, address);
                    case 2 -> new Step.AddVoter(server, address);
                    case 3 -> new Step.Promote(server);
                    case 4 -> new Step.Remove(server);
                    default -> new Step.Move(server, address);
                });
        var steps = step.list().uniqueElements(Step::server).ofMinSize(1).ofMaxSize(6);
        return Combinators.combine(steps, Arbitraries.of(MembershipChange.Safety.class))
                .as(MembershipChange::new);
    }

    /** Configurations with voters, some of them joint, some with learners and addresses. */
    static Arbitrary<Configuration> configurations() {
        return Combinators.combine(
                        ids().list().uniqueElements().ofMinSize(4).ofMaxSize(9),
                        Arbitraries.integers().between(1, 3),
                        addresses())
                .as((servers, voters, address) -> new Configuration(
                        servers.subList(0, voters),
                        voters == 2 ? servers.subList(1, 3) : List.of(),
                        servers.subList(3, servers.size()),
                        List.of(),
                        new TreeMap<>(Map.of(servers.getFirst(), address))));
    }

    private static Arbitrary<String> addresses() {
        return Arbitraries.strings().withCharRange(' ', '\uD000').ofMaxLength(60);
    }

    private static <M> Arbitrary<M> addressed(F4<Long, Long, Long, Long, M> message) {
        return Combinators.combine(ids(), ids(), notNegative(), notNegative()).as(message);
    }

    private static Arbitrary<List<LogEntry>> entriesAfter(LogPosition prevLog, long lastTerm) {
        if (prevLog.index() > Long.MAX_VALUE - 10) {
            return Arbitraries.just(List.of());
        }
        var terms = Arbitraries.longs()
                .between(Math.max(1, prevLog.term()), lastTerm)
                .list()
                .ofMaxSize(10);
        return terms.flatMap(drawn -> Combinators.combine(
                        Arbitraries.of(EntryType.class).list().ofSize(drawn.size()),
                        ids().list().ofSize(drawn.size()),
                        payloads().list().ofSize(drawn.size()),
                        configurations())
                .as((types, ids, payloads, configuration) -> {
                    var ascending = drawn.stream().sorted().toList();
                    var entries = new ArrayList<LogEntry>();
                    for (int i = 0; i < ascending.size(); i++) {
                        entries.add(new LogEntry(
                                prevLog.index() + 1 + i,
                                ascending.get(i),
                                types.get(i),
                                ids.get(i),
                                -ids.get(i),
                                types.get(i) == EntryType.CONFIGURATION ? configuration.encode() : payloads.get(i)));
                    }
                    return entries;
                }));
    }

    private static Arbitrary<List<Proposal>> proposals() {
        return Combinators.combine(ids(), payloads()).as(Proposal::new).list().ofMaxSize(10);
    }

    private static Arbitrary<LogPosition> positions(long maxTerm) {
        return maxTerm == 0
                ? Arbitraries.just(LogPosition.ORIGIN)
                : Arbitraries.oneOf(
                        Arbitraries.just(LogPosition.ORIGIN),
                        Combinators.combine(
                                        Arbitraries.longs().between(1, Long.MAX_VALUE),
                                        Arbitraries.longs().between(1, maxTerm))
                                .as(LogPosition::new));
    }

    /** Buffers of every kind: with and without an accessible array, and not beginning at its start. */
    private static Arbitrary<ByteBuffer> payloads() {
        return Combinators.combine(
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(300),
                        Arbitraries.integers().between(0, 3))
                .as((bytes, kind) -> switch (kind) {
                    case 0 -> ByteBuffer.wrap(bytes);
                    case 1 -> ByteBuffer.wrap(bytes).asReadOnlyBuffer();
                    case 2 -> ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
                    default ->
                        ByteBuffer.allocate(bytes.length + 3)
                                .position(3)
                                .put(bytes)
                                .flip()
                                .position(3);
                });
    }

    private static Arbitrary<Long> anyTerm() {
        return notNegative();
    }

    private static Arbitrary<Long> notNegative() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE);
    }

    private static Arbitrary<Long> ids() {
        return Arbitraries.longs().filter(id -> id != 0);
    }
}
