package io.raftkv.client.ctl;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code kvctl members}. */
@Command(name = "members", description = "Lists the members of the cluster.")
final class MembersCommand implements Callable<Integer> {
    private final Kvctl kvctl;

    MembersCommand(Kvctl kvctl) {
        this.kvctl = kvctl;
    }

    @Override
    public Integer call() {
        try (var client = kvctl.connect()) {
            kvctl.format(Style.TABLE).members(client.memberList());
        }
        return 0;
    }
}
