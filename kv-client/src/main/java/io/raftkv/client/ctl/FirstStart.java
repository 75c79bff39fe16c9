package io.raftkv.client.ctl;

import io.raftkv.client.Member;
import io.raftkv.client.MemberAddResult;
import java.util.ArrayList;
import java.util.List;

/** What to tell somebody who has just added a member: the flags with which it is to be started. */
final class FirstStart {

    private FirstStart() {}

    static List<String> lines(MemberAddResult added, String name) {
        var entries = new ArrayList<String>();
        for (Member member : added.members()) {
            boolean isNew = member.id() == added.member().id();
            String known = member.name().isEmpty() ? Long.toHexString(member.id()) : member.name();
            member.peerUrls().stream()
                    .limit(1) // the server takes one for each
                    .forEach(url -> entries.add((isNew ? name : known) + "=" + url));
        }
        return List.of(
                "Member " + Long.toHexString(added.member().id()) + " added to cluster "
                        + Long.toHexString(added.header().clusterId()),
                "",
                "start it with an empty data directory and these flags:",
                "  --name=" + name,
                "  --initial-advertise-peer-urls=" + added.member().peerUrls().getFirst(),
                "  --listen-peer-urls=" + added.member().peerUrls().getFirst(),
                "  --initial-cluster=" + String.join(",", entries),
                "  --initial-cluster-state=existing");
    }
}
