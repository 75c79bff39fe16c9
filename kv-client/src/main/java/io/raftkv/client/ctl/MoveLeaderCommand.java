package io.raftkv.client.ctl;

import io.raftkv.client.Endpoint;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvException;
import io.raftkv.client.MemberStatus;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kvctl move-leader}. */
@Command(name = "move-leader", description = "Has the leader hand over to another member.")
final class MoveLeaderCommand implements Callable<Integer> {
    private final Kvctl kvctl;

    @Parameters(paramLabel = "ID", description = "The member that shall lead, by its id as listed.")
    private String target = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    MoveLeaderCommand(Kvctl kvctl) {
        this.kvctl = kvctl;
    }

    /** Only the leader can hand over, so it must be one of the endpoints. */
    @Override
    public Integer call() {
        long id = MemberCommand.id(target, spec);
        try (var client = kvctl.connect()) {
            for (Endpoint endpoint : client.endpoints()) {
                MemberStatus status = statusOrNull(client, endpoint);
                if (status != null && status.isLeader()) {
                    client.moveLeader(endpoint, id);
                    kvctl.out()
                            .println("Leadership transferred from "
                                    + Long.toHexString(status.header().memberId()) + " to " + Long.toHexString(id));
                    return 0;
                }
            }
        }
        spec.commandLine().getErr().println("kvctl move-leader: none of the endpoints is the leader");
        return 1;
    }

    private static @Nullable MemberStatus statusOrNull(KvClient client, Endpoint endpoint) {
        try {
            return client.status(endpoint);
        } catch (KvException down) {
            return null;
        }
    }
}
