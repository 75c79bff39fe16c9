package io.raftkv.client.ctl;

import io.raftkv.client.KvClient;
import io.raftkv.client.Member;
import io.raftkv.client.MemberList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kvctl member ...}. */
@Command(name = "member", description = "Changes who takes part in the cluster.")
final class MemberCommand implements Runnable {
    private final Kvctl kvctl;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    MemberCommand(Kvctl kvctl) {
        this.kvctl = kvctl;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }

    @Command(description = "Lists the members, as 'kvctl members' does.")
    int list() {
        return new MembersCommand(kvctl).call();
    }

    @Command(description = "Adds a member, which is to be started afterwards; shows how.")
    int add(
            @Parameters(paramLabel = "NAME", description = "The --name that it will be started with.") String name,
            @Option(
                            names = "--peer-urls",
                            split = ",",
                            required = true,
                            paramLabel = "URL",
                            description = "Where the others will reach it.")
                    List<String> peerUrls,
            @Option(
                            names = "--learner",
                            description =
                                    "It only receives the log until it is promoted. Without this flag it votes as soon as"
                                            + " it has caught up.")
                    boolean learner) {
        try (var client = kvctl.connect()) {
            var role = learner ? Member.Role.LEARNER : Member.Role.VOTER;
            kvctl.format(Style.SIMPLE).added(client.memberAdd(peerUrls, role), name);
        }
        return 0;
    }

    @Command(description = "Removes a member for ever; its server stops.")
    int remove(@Parameters(paramLabel = "ID", description = "Its id, as listed.") String id) {
        return change(id, "removed from", member -> client -> client.memberRemove(member));
    }

    @Command(description = "Tells the others that a member is to be reached elsewhere.")
    int update(
            @Parameters(paramLabel = "ID", description = "Its id, as listed.") String id,
            @Option(
                            names = "--peer-urls",
                            split = ",",
                            required = true,
                            paramLabel = "URL",
                            description = "Where the others will reach it.")
                    List<String> peerUrls) {
        return change(id, "updated in", member -> client -> client.memberUpdate(member, peerUrls));
    }

    @Command(description = "Gives a learner that has caught up a vote.")
    int promote(@Parameters(paramLabel = "ID", description = "Its id, as listed.") String id) {
        return change(id, "promoted in", member -> client -> client.memberPromote(member));
    }

    private int change(String id, String done, LongFunction<Function<KvClient, MemberList>> change) {
        long member = id(id, spec);
        try (var client = kvctl.connect()) {
            var result = change.apply(member).apply(client);
            kvctl.format(Style.SIMPLE)
                    .changed(
                            "Member " + Long.toHexString(member) + " " + done + " cluster "
                                    + Long.toHexString(result.header().clusterId()),
                            result);
        }
        return 0;
    }

    /** An id as it is listed: a hexadecimal number. */
    static long id(String text, CommandSpec spec) {
        try {
            return Long.parseUnsignedLong(text, 16);
        } catch (NumberFormatException e) {
            throw new ParameterException(
                    spec.commandLine(), "\"" + text + "\" is not the id of a member such as 8e9e05c52164694d");
        }
    }
}
