package io.raftkv.server.enrolment;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.raftkv.raft.transport.PeerChannels;
import io.raftkv.raft.transport.PeerSecurity;
import io.raftkv.server.StartRefusedException;
import io.raftkv.server.Url;
import io.raftkv.server.proto.MembersAnswer;
import io.raftkv.server.proto.MembersRequest;
import io.raftkv.server.proto.NewcomerAnswer;
import io.raftkv.server.proto.NewcomerRequest;
import io.raftkv.server.proto.PeerDiscoveryGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks other servers on their peer ports, outside of Raft. Its methods block; any thread may call them. */
public final class PeerClient {

    /** How long members may take to say who takes part: they answer from memory. */
    private static final Duration SURVEY_PATIENCE = Duration.ofSeconds(1);

    /** How long a cluster may take to take a newcomer in: it may have to elect a leader first. */
    private static final Duration NEWCOMER_PATIENCE = Duration.ofSeconds(20);

    /** What an answer to a survey is to hold. */
    public enum Knowledge {
        /** What each one knows by itself. */
        OWN,
        /** What a majority has confirmed, where one can be had at once; the answer says so. */
        CONFIRMED
    }

    /** One did not answer, or answered that it cannot. */
    static final class NoAnswerException extends Exception {
        private static final long serialVersionUID = 1;

        private NoAnswerException(String reason) {
            super(reason);
        }
    }

    private final PeerSecurity security;

    /**
     * Asks with connections secured as the members have it.
     *
     * @throws StartRefusedException when a file of {@code security} cannot be used
     */
    public PeerClient(PeerSecurity security) {
        this.security = security;
        if (security instanceof PeerSecurity.Tls) {
            requireUsableFiles();
        }
    }

    /** Nobody is connected to: this only reads the files, before anything else is begun. */
    private void requireUsableFiles() {
        try {
            PeerChannels.open(InetSocketAddress.createUnresolved("localhost", 1), security)
                    .shutdownNow();
        } catch (IllegalArgumentException unusable) {
            throw new StartRefusedException(
                    "--peer-cert-file, --peer-key-file or --peer-trusted-ca-file: " + unusable.getMessage(), unusable);
        }
    }

    /**
     * Asks all at the same time who takes part; waits about a second for those that neither answer nor refuse to.
     *
     * @return the answers by who gave them, in the order of {@code urls}; those who gave none are missing
     */
    public Map<Url, MembersAnswer> survey(Collection<Url> urls, Knowledge knowledge) {
        var question = MembersRequest.newBuilder()
                .setConfirmed(knowledge == Knowledge.CONFIRMED)
                .build();
        var asked = new LinkedHashMap<Url, CompletableFuture<@Nullable MembersAnswer>>();
        for (var url : urls) {
            asked.put(
                    url,
                    CompletableFuture.supplyAsync(
                            () -> membersOrNull(url, question),
                            task -> Thread.ofVirtual().name("survey").start(task)));
        }
        var answers = new LinkedHashMap<Url, MembersAnswer>();
        asked.forEach((url, future) -> {
            var answer = future.join();
            if (answer != null) {
                answers.put(url, answer);
            }
        });
        return answers;
    }

    private @Nullable MembersAnswer membersOrNull(Url url, MembersRequest question) {
        if (!listens(url)) {
            return null;
        }
        try {
            return ask(url, PeerDiscoveryGrpc.getMembersMethod(), question, SURVEY_PATIENCE);
        } catch (NoAnswerException silent) {
            return null;
        }
    }

    /** When a whole cluster starts nobody listens yet; a plain socket finds that out at a hundredth of the cost of gRPC. */
    private static boolean listens(Url url) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.host(), url.port()), Math.toIntExact(SURVEY_PATIENCE.toMillis()));
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    /** Asks one which member the newcomer is. */
    NewcomerAnswer join(Url url, NewcomerRequest newcomer) throws NoAnswerException {
        return ask(url, PeerDiscoveryGrpc.getJoinMethod(), newcomer, NEWCOMER_PATIENCE);
    }

    /** Asks one to put the newcomer in the place of the member that is to be reached where it is. */
    NewcomerAnswer replace(Url url, NewcomerRequest newcomer) throws NoAnswerException {
        return ask(url, PeerDiscoveryGrpc.getReplaceMethod(), newcomer, NEWCOMER_PATIENCE);
    }

    private <Q, A> A ask(Url url, MethodDescriptor<Q, A> method, Q question, Duration patience)
            throws NoAnswerException {
        ManagedChannel channel =
                PeerChannels.open(InetSocketAddress.createUnresolved(url.host(), url.port()), security);
        try {
            return ClientCalls.blockingUnaryCall(
                    channel,
                    method,
                    CallOptions.DEFAULT.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS),
                    question);
        } catch (StatusRuntimeException e) {
            throw new NoAnswerException(reason(e.getStatus()));
        } finally {
            channel.shutdownNow();
        }
    }

    /** What gRPC says, without the exceptions that it wrapped around what the operating system said. */
    private static String reason(Status status) {
        Throwable root = status.getCause();
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        if (root != null && root.getMessage() != null) {
            return root.getMessage();
        }
        return status.getDescription() == null ? status.getCode().name() : status.getDescription();
    }
}
