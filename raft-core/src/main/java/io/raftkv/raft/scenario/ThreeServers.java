package io.raftkv.raft.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.Effects;
import io.raftkv.raft.core.Input;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.PersistentState;
import io.raftkv.raft.core.Proposal;
import io.raftkv.raft.core.Raft;
import io.raftkv.raft.core.RaftConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * Three servers in one method, to be stepped through with a debugger: nothing but the algorithm, one thread, and a clock that is a
 * variable. Time stands still while you look.
 *
 * <p>Set a breakpoint at the first line of {@link #main} and step into {@link #give}: it is all that happens to a server. The
 * places in the algorithm that are worth a breakpoint of their own are {@link Raft#step}, {@code Follower.onTick} (an election
 * begins), {@code Leader.start} (it is won), {@code Follower.onAppendEntries} and {@code Leader.advanceCommitIndex}.
 */
public final class ThreeServers {

    private static final Configuration CLUSTER = Configuration.of(1L, 2L, 3L);

    /** Monotonic time in nanoseconds, the same for all. It moves where this program moves it, and nowhere else. */
    private long now;

    private final Raft s1 = server(1);
    private final Raft s2 = server(2);
    private final Raft s3 = server(3);

    /** The network: messages that are on their way, oldest first. */
    private final Queue<Message> network = new ArrayDeque<>();

    private ThreeServers() {}

    /** A server that has never run: its disk is empty. The random numbers are for its election timeouts. */
    private Raft server(long id) {
        return new Raft(RaftConfig.of(id, CLUSTER), PersistentState.EMPTY, new SplittableRandom(id), now);
    }

    /** Runs it. What it prints is the state that a debugger would show at the same places. */
    public static void main(String[] arguments) {
        var servers = new ThreeServers();

        // Three followers in term 0, none of which knows a leader.
        servers.print("at the start");

        // Two seconds pass, and S1 is the first to notice that no leader was heard. It becomes a pre-candidate and asks
        // the
        // others whether they would vote for it: two messages are in the network now.
        servers.now += Duration.ofSeconds(2).toNanos();
        servers.give(servers.s1, new Input.Tick());
        servers.print("S1 asks");

        // S2 gets its message, says yes, and S1 gets the answer. With its own vote that is a majority: S1 starts term
        // 1.
        servers.deliver(1, 2);
        servers.deliver(2, 1);
        servers.print("S1 stands for election");

        // All other messages are delivered, and those that they cause. S1 wins, opens its term with an entry,
        // replicates and
        // commits it.
        servers.deliverAll();
        servers.print("S1 leads");

        // A client asks the leader for something. It is in the leader's log at once, and committed when a second server
        // has
        // it: step through Leader.advanceCommitIndex.
        var command = new Proposal(1, ByteBuffer.wrap("x=1".getBytes(UTF_8)));
        servers.give(servers.s1, new Input.Proposed(List.of(command)));
        servers.print("a command is appended");
        servers.deliverAll();
        servers.print("the command is committed");
    }

    /** Something happens to a server. All of Raft is behind this {@code step}; the rest carries out what it wants done. */
    private void give(Raft server, Input input) {
        var effects = new Effects();
        server.step(now, input, effects);
        server.replicate(now, effects);

        // A real server writes effects.writes() to its disk here. Our disks are perfect and take no time, and so
        // messages that
        // have to wait until everything is durable need not wait.
        network.addAll(effects.messages());
        network.addAll(effects.messagesWhenDurable());
    }

    /** The oldest message between these two arrives. */
    private void deliver(long from, long to) {
        for (Message message : network) {
            if (message.from() == from && message.to() == to) {
                network.remove(message);
                give(server(message), new Input.MessageReceived(message));
                return;
            }
        }
        throw new IllegalStateException("nothing is on its way from S" + from + " to S" + to);
    }

    /** Messages arrive in the order in which they were sent, until none is left. */
    private void deliverAll() {
        for (Message message = network.poll(); message != null; message = network.poll()) {
            give(server(message), new Input.MessageReceived(message));
        }
    }

    private Raft server(Message message) {
        return List.of(s1, s2, s3).get((int) message.to() - 1);
    }

    private void print(String when) {
        System.out.println("-- " + when + ", " + network.size() + " messages on their way");
        for (Raft server : List.of(s1, s2, s3)) {
            System.out.println(
                    "S" + server.self() + " " + server.role() + " term=" + server.currentTerm() + " votedFor="
                            + server.votedFor() + " lastIndex=" + server.log().lastIndex() + " commitIndex="
                            + server.log().commitIndex());
        }
    }
}
