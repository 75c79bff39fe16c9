package io.raftkv.server.enrolment;

import io.raftkv.server.InitialMember;
import io.raftkv.server.ServerConfig;
import io.raftkv.server.StartRefusedException;
import io.raftkv.server.Url;
import io.raftkv.server.members.Member;
import io.raftkv.server.proto.NewcomerAnswer;
import io.raftkv.server.proto.NewcomerRequest;
import io.raftkv.server.proto.PeerMember;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a newcomer asks the members of {@code --initial-cluster}, one after the other until one answers.
 *
 * @param config what this server was told
 * @param request who it says that it is
 */
record NewcomerQuestion(ServerConfig config, NewcomerRequest request) {

    /** A way to ask. */
    @FunctionalInterface
    interface Asking {
        NewcomerAnswer ask(Url url, NewcomerRequest request) throws PeerClient.NoAnswerException;
    }

    /**
     * The question of a server.
     *
     * @param claim draws the number by which it is known again
     * @throws StartRefusedException when {@code --initial-cluster} does not have this server
     */
    static NewcomerQuestion of(ServerConfig config, ClaimFile claim) {
        var request = NewcomerRequest.newBuilder()
                .setName(config.name())
                .addPeerUrls(config.ownEntry().peerUrl().toString())
                .addAllClientUrls(
                        config.client().advertise().stream().map(Url::toString).toList())
                .setClaim(claim.draw())
                .build();
        return new NewcomerQuestion(config, request);
    }

    /** The same question of one that is to take a member's place. */
    NewcomerQuestion inThePlaceOf(long member) {
        return new NewcomerQuestion(
                config, request.toBuilder().setReplacedId(member).build());
    }

    /** Where this server is to be reached. */
    String peerUrl() {
        return request.getPeerUrls(0);
    }

    /**
     * The first answer.
     *
     * @throws StartRefusedException when nobody answers
     */
    NewcomerAnswer ask(Asking asking) {
        var reasons = new ArrayList<String>();
        for (InitialMember member : config.cluster().members()) {
            if (!member.name().equals(config.name())) {
                try {
                    return asking.ask(member.peerUrl(), request);
                } catch (PeerClient.NoAnswerException silent) {
                    reasons.add(member.peerUrl() + ": " + silent.getMessage());
                }
            }
        }
        throw new StartRefusedException(
                reasons.isEmpty()
                        ? "--initial-cluster names nobody but this server: name some of the members that run, to ask them"
                                + " who this one is"
                        : "no member of --initial-cluster could tell this server who it is: "
                                + String.join("; ", reasons));
    }

    /** Who this server is, as the answer says. */
    ClusterIdentity identity(NewcomerAnswer answer) {
        return new ClusterIdentity(
                answer.getClusterId(),
                answer.getMemberId(),
                config.name(),
                ClusterIdentity.Origin.NEWCOMER,
                "",
                answer.getMembersList().stream().map(NewcomerQuestion::member).toList());
    }

    private static Member member(PeerMember member) {
        return new Member(member.getId(), member.getName(), member.getPeerUrlsList(), List.of(), Member.Role.VOTER);
    }

    /** The members, for messages. */
    static String print(List<PeerMember> members) {
        return members.stream()
                .map(member -> (member.getName().isEmpty() ? Long.toHexString(member.getId()) : member.getName()) + "="
                        + String.join(",", member.getPeerUrlsList()))
                .collect(Collectors.joining(" "));
    }

    /** The refusal when the answer is not one that this version knows. */
    static StartRefusedException otherVersion() {
        return new StartRefusedException(
                "a member of --initial-cluster gave an answer that this version does not know: upgrade this server");
    }
}
