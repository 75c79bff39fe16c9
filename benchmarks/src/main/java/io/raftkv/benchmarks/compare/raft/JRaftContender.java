package io.raftkv.benchmarks.compare.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** SOFAJRaft, its log in RocksDB as it is by default, forced ({@code sync}). */
final class JRaftContender implements Contender {

    private static final String GROUP = "compare";
    private static final int MIB = 1 << 20;

    private final Seat seat;
    private final RaftGroupService service;
    private final Node node;

    private JRaftContender(Seat seat, RaftGroupService service, Node node) {
        this.seat = seat;
        this.service = service;
        this.node = node;
    }

    static Contender start(Seat seat) {
        var members = new Configuration();
        for (int member = 0; member < seat.ports().size(); member++) {
            members.addPeer(peer(seat, member));
        }
        var options = new NodeOptions();
        options.setInitialConf(members);
        options.setElectionTimeoutMs((int) Seat.ELECTION_TIMEOUT.toMillis());
        options.setSnapshotIntervalSecs(0);
        options.setFsm(new Count());
        options.setLogUri(seat.directory().resolve("log").toString());
        options.setRaftMetaUri(seat.directory().resolve("meta").toString());
        options.setSnapshotUri(seat.directory().resolve("snapshot").toString());
        options.setRaftOptions(tuned());
        var service = new RaftGroupService(GROUP, peer(seat, seat.member()), options);
        return new JRaftContender(seat, service, service.start());
    }

    /** For throughput: larger batches in memory, on the wire and on the disk than by default. */
    private static RaftOptions tuned() {
        var options = new RaftOptions();
        options.setSync(true);
        options.setSyncMeta(true);
        options.setReplicatorPipeline(true);
        options.setMaxByteCountPerRpc(MIB);
        options.setMaxBodySize(MIB);
        options.setMaxAppendBufferSize(MIB);
        options.setOpenStatistics(false);
        return options;
    }

    private static PeerId peer(Seat seat, int member) {
        return new PeerId(Seat.HOST, seat.ports().get(member));
    }

    @Override
    public boolean leads() {
        return node.isLeader();
    }

    @Override
    public void handLeadershipTo(int member) {
        if (leads()) {
            node.transferLeadershipTo(peer(seat, member));
        }
    }

    @Override
    public void propose(ByteBuffer payload, Answer answer) {
        node.apply(new Task(payload, status -> {
            if (status.isOk()) {
                answer.applied();
            } else {
                answer.failed(new IllegalStateException(status.toString()));
            }
        }));
    }

    @Override
    public void close() {
        service.shutdown();
        try {
            service.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The least that a state machine can do: it counts. */
    private static final class Count extends StateMachineAdapter {
        private final AtomicLong count = new AtomicLong();

        @Override
        public void onApply(Iterator entries) {
            while (entries.hasNext()) {
                count.incrementAndGet();
                Closure done = entries.done();
                if (done != null) { // proposed by this member
                    done.run(Status.OK());
                }
                entries.next();
            }
        }
    }
}
