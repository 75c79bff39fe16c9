package io.raftkv.jepsen.process;

import io.raftkv.client.KvException;
import io.raftkv.client.Member;
import io.raftkv.raft.core.MembershipChange;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of members and of the leader, asked of the cluster as an operator asks. What it refuses, since it has no leader or would lose
 * its quorum, does not happen.
 *
 * @param servers whose cluster it is
 * @param network tells their URLs
 * @param program what they run
 */
record MembershipFaults(RealServers servers, Network network, Program program) {

    private static final Logger LOG = LoggerFactory.getLogger(MembershipFaults.class);

    /** Why a change cannot be asked for; empty when it can. */
    String objection(MembershipChange change) {
        boolean isKnown = change.steps().stream()
                .allMatch(step -> step instanceof MembershipChange.Step.Join
                        || step instanceof MembershipChange.Step.AddVoter
                        || step instanceof MembershipChange.Step.Remove);
        return isKnown ? objectionToForeigners() : "members are only added and removed, or --world sim is used";
    }

    /** Why the members of this program are left as they are; empty when they are not. */
    String objectionToForeigners() {
        return program instanceof Program.RaftKv
                ? ""
                : "members of foreign servers are not changed: only those of this project's server are";
    }

    /** Whether anything was done. */
    boolean change(MembershipChange change) {
        if (servers.hasDamage()) {
            // The others cannot know yet that a vote is gone, and might count on it.
            return false;
        }
        boolean isDone = false;
        for (var step : change.steps()) {
            isDone |= switch (step) {
                case MembershipChange.Step.Join(var id, var address) -> attempt("add S" + id, () -> add(id));
                case MembershipChange.Step.AddVoter(var id, var address) -> attempt("add S" + id, () -> add(id));
                case MembershipChange.Step.Remove(var id) -> attempt("remove S" + id, () -> remove(id));
                default -> false;
            };
        }
        return isDone;
    }

    /** Whether there was a leader that was asked. */
    boolean transfer(long to) {
        var leaders = servers.leaders();
        if (leaders.isEmpty()) {
            return false;
        }
        long leader = leaders.getFirst();
        var target = servers.ids().stream()
                .filter(id -> id != leader && (to == 0 || id == to))
                .findFirst();
        return target.isPresent()
                && attempt("move the leader to S" + target.get(), () -> {
                    servers.asker()
                            .moveLeader(
                                    servers.endpoint(leader),
                                    servers.memberId(target.get())
                                            .orElseThrow(() -> new IllegalStateException("it is no member")));
                    return true;
                });
    }

    private boolean add(long id) {
        if (!servers.exists(id)) {
            return false;
        }
        // It may have been added without anybody being told, when the leader was lost meanwhile.
        boolean isMember = servers.memberId(id).isPresent();
        if (isMember && servers.isWanted(id)) {
            return false;
        }
        if (!isMember) {
            servers.asker().memberAdd(List.of(network.peerUrl(servers.place(id))), Member.Role.VOTER);
        }
        servers.startNewcomer(id);
        return true;
    }

    private boolean remove(long id) {
        var member = servers.exists(id) ? servers.memberId(id) : Optional.<Long>empty();
        if (member.isEmpty()) {
            return false;
        }
        servers.expectRemoval(id);
        servers.asker().memberRemove(member.get());
        servers.retire(id);
        return true;
    }

    private static boolean attempt(String what, BooleanSupplier request) {
        try {
            return request.getAsBoolean();
        } catch (KvException | IllegalStateException refused) {
            LOG.info("could not {}: {}", what, refused.getMessage());
            return false;
        }
    }
}
