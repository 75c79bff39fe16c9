package io.raftkv.client;

import io.raftkv.client.proto.etcdserverpb.CompactionResponse;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.MemberAddResponse;
import io.raftkv.client.proto.etcdserverpb.MemberListResponse;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.ResponseHeader;
import io.raftkv.client.proto.etcdserverpb.ResponseOp;
import io.raftkv.client.proto.etcdserverpb.StatusResponse;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import java.util.List;

/** From messages to this client's values. */
final class Answers {
    private Answers() {}

    static GetResult of(RangeResponse answer) {
        return new GetResult(of(answer.getHeader()), of(answer.getKvsList()), answer.getMore(), answer.getCount());
    }

    static PutResult of(PutResponse answer) {
        return new PutResult(of(answer.getHeader()), answer.hasPrevKv() ? of(answer.getPrevKv()) : null);
    }

    static DeleteResult of(DeleteRangeResponse answer) {
        return new DeleteResult(of(answer.getHeader()), answer.getDeleted(), of(answer.getPrevKvsList()));
    }

    static TxnResult of(TxnResponse answer) {
        return new TxnResult(
                of(answer.getHeader()),
                answer.getSucceeded(),
                answer.getResponsesList().stream().map(Answers::of).toList());
    }

    static CompactResult of(CompactionResponse answer) {
        return new CompactResult(of(answer.getHeader()));
    }

    static MemberList of(MemberListResponse answer) {
        return of(answer.getHeader(), answer.getMembersList());
    }

    static MemberList of(ResponseHeader header, List<io.raftkv.client.proto.etcdserverpb.Member> members) {
        return new MemberList(of(header), members.stream().map(Answers::of).toList());
    }

    static MemberAddResult of(MemberAddResponse answer) {
        return new MemberAddResult(
                of(answer.getHeader()),
                of(answer.getMember()),
                answer.getMembersList().stream().map(Answers::of).toList());
    }

    static MemberStatus of(StatusResponse answer) {
        return new MemberStatus(
                of(answer.getHeader()),
                answer.getVersion(),
                answer.getDbSize(),
                answer.getDbSizeInUse(),
                answer.getLeader(),
                answer.getRaftTerm(),
                answer.getRaftIndex(),
                answer.getRaftAppliedIndex(),
                answer.getIsLearner() ? Member.Role.LEARNER : Member.Role.VOTER,
                answer.getErrorsList());
    }

    private static Member of(io.raftkv.client.proto.etcdserverpb.Member member) {
        return new Member(
                member.getID(),
                member.getName(),
                member.getPeerURLsList(),
                member.getClientURLsList(),
                member.getIsLearner() ? Member.Role.LEARNER : Member.Role.VOTER);
    }

    private static OpResult of(ResponseOp answer) {
        return switch (answer.getResponseCase()) {
            case RESPONSE_RANGE -> of(answer.getResponseRange());
            case RESPONSE_PUT -> of(answer.getResponsePut());
            case RESPONSE_DELETE_RANGE -> of(answer.getResponseDeleteRange());
            case RESPONSE_TXN -> of(answer.getResponseTxn());
            case RESPONSE_NOT_SET ->
                throw new IllegalStateException(
                        "the server's answer to a transaction lacks the result of an operation; is it an etcd v3 server?");
        };
    }

    private static Header of(ResponseHeader header) {
        return new Header(header.getClusterId(), header.getMemberId(), header.getRevision(), header.getRaftTerm());
    }

    private static List<KeyValue> of(List<io.raftkv.client.proto.mvccpb.KeyValue> pairs) {
        return pairs.stream().map(Answers::of).toList();
    }

    private static KeyValue of(io.raftkv.client.proto.mvccpb.KeyValue pair) {
        return new KeyValue(
                pair.getKey(),
                pair.getValue(),
                pair.getCreateRevision(),
                pair.getModRevision(),
                pair.getVersion(),
                pair.getLease());
    }
}
