package io.raftkv.benchmarks.compare.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * Apache Ratis over gRPC. Proposals are handed to the server of this JVM itself, which spares it the way through a client
 * and a socket; they carry the numbers of the calls that were answered, as those of its client do, so that the server can
 * forget these.
 */
final class RatisContender implements Contender {

    private static final RaftGroupId GROUP = RaftGroupId.valueOf(new UUID(0, 0xBE));
    private static final long TRANSFER_TIMEOUT_MS = 3_000;

    private final RaftServer server;
    private final RaftPeerId self;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final ConcurrentLinkedQueue<Long> answered = new ConcurrentLinkedQueue<>();

    private RatisContender(RaftServer server, RaftPeerId self) {
        this.server = server;
        this.self = self;
    }

    static Contender start(Seat seat) throws IOException {
        List<RaftPeer> peers = new ArrayList<>();
        for (int member = 0; member < seat.ports().size(); member++) {
            peers.add(RaftPeer.newBuilder()
                    .setId(id(member))
                    .setAddress(Seat.HOST + ":" + seat.ports().get(member))
                    .build());
        }
        var server = RaftServer.newBuilder()
                .setServerId(id(seat.member()))
                .setGroup(RaftGroup.valueOf(GROUP, peers))
                .setStateMachine(new Count())
                .setProperties(tuned(seat))
                .build();
        server.start();
        return new RatisContender(server, id(seat.member()));
    }

    /** Larger batches and more of them on the way than by default, and no pause between two of them. */
    private static RaftProperties tuned(Seat seat) {
        var properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(properties, List.of(seat.directory().toFile()));
        GrpcConfigKeys.Server.setHost(properties, Seat.HOST);
        GrpcConfigKeys.Server.setPort(properties, seat.port());
        var electionTimeout = TimeDuration.valueOf(Seat.ELECTION_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, electionTimeout);
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, electionTimeout.multiply(2));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, electionTimeout.multiply(5));
        RaftServerConfigKeys.Write.setElementLimit(properties, 16 << 10);
        RaftServerConfigKeys.Log.setQueueElementLimit(properties, 16 << 10);
        RaftServerConfigKeys.Log.setForceSyncNum(properties, 1 << 10);
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("64MB"));
        RaftServerConfigKeys.Log.Appender.setWaitTimeMin(properties, TimeDuration.ZERO);
        GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(properties, 128);
        return properties;
    }

    private static RaftPeerId id(int member) {
        return RaftPeerId.valueOf("member-" + member);
    }

    @Override
    public boolean leads() {
        try {
            return server.getDivision(GROUP).getInfo().isLeaderReady();
        } catch (IOException notThereYet) {
            return false;
        }
    }

    @Override
    public void handLeadershipTo(int member) {
        if (!leads()) {
            return;
        }
        try {
            var unused = server.transferLeadershipAsync(new TransferLeadershipRequest(
                    client, self, GROUP, calls.incrementAndGet(), id(member), TRANSFER_TIMEOUT_MS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void propose(ByteBuffer payload, Answer answer) {
        long call = calls.incrementAndGet();
        var request = RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(self)
                .setGroupId(GROUP)
                .setCallId(call)
                .setRepliedCallIds(takeAnswered())
                .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(payload)))
                .setType(RaftClientRequest.writeRequestType())
                .build();
        try {
            var unused = server.submitClientRequestAsync(request).whenComplete((reply, failure) -> {
                answered.add(call);
                if (failure != null) {
                    answer.failed(failure);
                } else if (reply.isSuccess()) {
                    answer.applied();
                } else {
                    answer.failed(new IllegalStateException(reply.toString()));
                }
            });
        } catch (IOException e) {
            answer.failed(e);
        }
    }

    private List<Long> takeAnswered() {
        List<Long> taken = new ArrayList<>();
        for (var call = answered.poll(); call != null; call = answered.poll()) {
            taken.add(call);
        }
        return taken;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The least that a state machine can do: it counts. */
    private static final class Count extends BaseStateMachine {
        private static final Message NOTHING = Message.EMPTY;
        private final AtomicLong count = new AtomicLong();

        @Override
        public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
            count.incrementAndGet();
            var entry = transaction.getLogEntry();
            updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
            return CompletableFuture.completedFuture(NOTHING);
        }
    }
}
