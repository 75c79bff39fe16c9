package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.TestServers.awaitConnected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.raftkv.raft.transport.PeerSecurity.ClientAuth;
import io.raftkv.raft.transport.PeerSecurity.Tls;
import io.raftkv.raft.transport.proto.RaftProto;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Other services on the servers' own port. */
@Timeout(60)
class PeerChannelsTest {

    private static final MethodDescriptor<RaftProto.Hello, RaftProto.Hello> ECHO =
            MethodDescriptor.<RaftProto.Hello, RaftProto.Hello>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("test.Echo/Echo")
                    .setRequestMarshaller(ProtoUtils.marshaller(RaftProto.Hello.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(RaftProto.Hello.getDefaultInstance()))
                    .build();

    private final TestServers servers = new TestServers(2);

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    void aServiceIsServedBesideTheTransport() {
        assertEcho(new PeerSecurity.Plaintext());
    }

    @Test
    void aServiceIsSecuredAsTheTransportIs(@TempDir Path files) {
        assertEcho(TestAuthority.create(files, "authority").issue("server", "dns:localhost,ip:127.0.0.1"));
    }

    @Test
    void aFileThatCannotBeUsedIsNamed(@TempDir Path files) {
        var missing = files.resolve("missing.pem");

        assertThatThrownBy(() ->
                        PeerChannels.open(servers.address(1), new Tls(missing, missing, missing, ClientAuth.REQUIRED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("certificate is " + missing + ", which does not exist");
    }

    private void assertEcho(PeerSecurity security) {
        var one = servers.start(1, config -> config.withSecurity(security).withServices(List.of(echo())));
        var two = servers.start(2, config -> config.withSecurity(security));
        var address = InetSocketAddress.createUnresolved(
                "localhost", servers.address(1).getPort());
        var hello = RaftProto.Hello.newBuilder().setProtocolVersion(5).build();

        var channel = PeerChannels.open(address, security);
        try {
            var options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
            assertThat(ClientCalls.blockingUnaryCall(channel, ECHO, options, hello))
                    .isEqualTo(hello);
        } finally {
            channel.shutdownNow();
        }
        awaitConnected(one, two);
    }

    private static BindableService echo() {
        return () -> ServerServiceDefinition.builder("test.Echo")
                .addMethod(ECHO, ServerCalls.asyncUnaryCall((request, response) -> {
                    response.onNext(request);
                    response.onCompleted();
                }))
                .build();
    }
}
