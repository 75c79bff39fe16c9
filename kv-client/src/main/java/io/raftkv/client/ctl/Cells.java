package io.raftkv.client.ctl;

import com.google.protobuf.ByteString;
import io.raftkv.client.KeyValue;
import io.raftkv.client.Member;
import io.raftkv.client.MemberStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** The cells that a member, a status or a pair has in a table. */
final class Cells {
    static final List<String> MEMBER = List.of("ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER");
    static final List<String> STATUS = List.of(
            "ENDPOINT",
            "ID",
            "VERSION",
            "DB SIZE",
            "IS LEADER",
            "IS LEARNER",
            "RAFT TERM",
            "RAFT INDEX",
            "RAFT APPLIED INDEX",
            "ERRORS");
    static final List<String> PAIR = List.of("KEY", "VALUE", "CREATE REVISION", "MOD REVISION", "VERSION", "LEASE");

    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB", "EB");

    private Cells() {}

    static List<String> of(Member member) {
        return List.of(
                Long.toHexString(member.id()),
                member.name().isEmpty() ? "unstarted" : "started",
                member.name(),
                String.join(",", member.peerUrls()),
                String.join(",", member.clientUrls()),
                Boolean.toString(member.role() == Member.Role.LEARNER));
    }

    static List<String> of(EndpointStatus status) {
        return switch (status) {
            case EndpointStatus.Answered answered -> of(answered);
            case EndpointStatus.Failed failed ->
                List.of(failed.endpoint().toString(), "", "", "", "", "", "", "", "", failed.reason());
        };
    }

    private static List<String> of(EndpointStatus.Answered answered) {
        MemberStatus status = answered.status();
        return List.of(
                answered.endpoint().toString(),
                Long.toHexString(status.header().memberId()),
                status.version(),
                humanBytes(status.dbSize()),
                Boolean.toString(status.isLeader()),
                Boolean.toString(status.role() == Member.Role.LEARNER),
                Long.toUnsignedString(status.raftTerm()),
                Long.toUnsignedString(status.raftIndex()),
                Long.toUnsignedString(status.raftAppliedIndex()),
                String.join(", ", status.errors()));
    }

    static List<String> of(KeyValue pair, Text text) {
        return List.of(
                utf8(text.of(pair.key())),
                utf8(text.of(pair.value())),
                Long.toString(pair.createRevision()),
                Long.toString(pair.modRevision()),
                Long.toString(pair.version()),
                Long.toHexString(pair.lease()));
    }

    private static String utf8(ByteString bytes) {
        return bytes.toStringUtf8();
    }

    /** Two digits and a decimal unit, as etcdctl prints sizes: {@code 20 kB}, {@code 1.3 MB}. */
    static String humanBytes(long bytes) {
        if (bytes < 10) {
            return bytes + " B";
        }
        int unit = 0;
        BigDecimal size = BigDecimal.valueOf(bytes);
        while (size.compareTo(BigDecimal.valueOf(1000)) >= 0) {
            size = size.movePointLeft(3);
            unit++;
        }
        BigDecimal tenths = size.setScale(1, RoundingMode.HALF_UP);
        boolean small = tenths.compareTo(BigDecimal.TEN) < 0;
        return tenths.setScale(small ? 1 : 0, RoundingMode.HALF_EVEN) + " " + UNITS.get(unit);
    }
}
