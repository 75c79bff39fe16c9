package io.raftkv.client.ctl;

import io.raftkv.client.DeleteResult;
import io.raftkv.client.GetResult;
import io.raftkv.client.Header;
import io.raftkv.client.KeyValue;
import io.raftkv.client.Member;
import io.raftkv.client.MemberAddResult;
import io.raftkv.client.MemberList;
import io.raftkv.client.MemberStatus;
import io.raftkv.client.OpResult;
import io.raftkv.client.PutResult;
import io.raftkv.client.TxnResult;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One line of JSON with the names that etcdctl uses; keys and values in Base64. */
final class JsonFormat implements Format {
    private final PrintStream out;

    JsonFormat(PrintStream out) {
        this.out = out;
    }

    @Override
    public void get(GetResult result, Shown shown) {
        line(Json.of(json -> write(json, result)));
    }

    @Override
    public void put(PutResult result) {
        line(Json.of(json -> write(json, result)));
    }

    @Override
    public void delete(DeleteResult result) {
        line(Json.of(json -> write(json, result)));
    }

    @Override
    public void txn(TxnResult result) {
        line(Json.of(json -> write(json, result)));
    }

    @Override
    public void members(MemberList result) {
        line(Json.of(json -> json.object("header", header -> write(header, result.header()))
                .objects("members", result.members(), JsonFormat::write)));
    }

    @Override
    public void added(MemberAddResult result, String name) {
        line(Json.of(json -> json.object("header", header -> write(header, result.header()))
                .object("member", member -> write(member, result.member()))
                .objects("members", result.members(), JsonFormat::write)));
    }

    @Override
    public void changed(String done, MemberList result) {
        members(result);
    }

    @Override
    public void status(List<EndpointStatus> statuses) {
        line(Json.array(statuses, JsonFormat::write));
    }

    private static void write(Json json, GetResult result) {
        json.object("header", header -> write(header, result.header()))
                .objects("kvs", result.pairs(), JsonFormat::write)
                .flag("more", result.more())
                .number("count", result.count());
    }

    private static void write(Json json, PutResult result) {
        json.object("header", header -> write(header, result.header()));
        KeyValue previous = result.previous();
        if (previous != null) {
            json.object("prev_kv", pair -> write(pair, previous));
        }
    }

    private static void write(Json json, DeleteResult result) {
        json.object("header", header -> write(header, result.header()))
                .number("deleted", result.deleted())
                .objects("prev_kvs", result.previous(), JsonFormat::write);
    }

    private static void write(Json json, TxnResult result) {
        json.object("header", header -> write(header, result.header()))
                .flag("succeeded", result.succeeded())
                .objects("responses", result.results(), (each, op) -> each.object("Response", in -> write(in, op)));
    }

    private static void write(Json json, OpResult result) {
        switch (result) {
            case GetResult get -> json.object("ResponseRange", in -> write(in, get));
            case PutResult put -> json.object("ResponsePut", in -> write(in, put));
            case DeleteResult delete -> json.object("ResponseDeleteRange", in -> write(in, delete));
            case TxnResult txn -> json.object("ResponseTxn", in -> write(in, txn));
        }
    }

    private static void write(Json json, Header header) {
        json.unsigned("cluster_id", header.clusterId())
                .unsigned("member_id", header.memberId())
                .number("revision", header.revision())
                .unsigned("raft_term", header.raftTerm());
    }

    private static void write(Json json, KeyValue pair) {
        json.bytes("key", pair.key())
                .number("create_revision", pair.createRevision())
                .number("mod_revision", pair.modRevision())
                .number("version", pair.version())
                .bytes("value", pair.value())
                .number("lease", pair.lease());
    }

    private static void write(Json json, Member member) {
        json.unsigned("ID", member.id())
                .string("name", member.name())
                .strings("peerURLs", member.peerUrls())
                .strings("clientURLs", member.clientUrls())
                .flag("isLearner", member.role() == Member.Role.LEARNER);
    }

    private static void write(Json json, EndpointStatus status) {
        json.string("Endpoint", status.endpoint().toString());
        switch (status) {
            case EndpointStatus.Answered answered -> json.object("Status", in -> write(in, answered.status()));
            case EndpointStatus.Failed failed -> json.string("Error", failed.reason());
        }
    }

    private static void write(Json json, MemberStatus status) {
        json.object("header", header -> write(header, status.header()))
                .string("version", status.version())
                .number("dbSize", status.dbSize())
                .unsigned("leader", status.leader())
                .unsigned("raftIndex", status.raftIndex())
                .unsigned("raftTerm", status.raftTerm())
                .unsigned("raftAppliedIndex", status.raftAppliedIndex())
                .strings("errors", status.errors())
                .number("dbSizeInUse", status.dbSizeInUse())
                .flag("isLearner", status.role() == Member.Role.LEARNER);
    }

    private void line(String json) {
        out.writeBytes((json + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
