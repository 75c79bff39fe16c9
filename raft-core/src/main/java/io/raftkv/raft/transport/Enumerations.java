package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.FieldChecks.impossible;

import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.MembershipChange.Safety;
import io.raftkv.raft.core.Refusal;
import io.raftkv.raft.core.RequestVote.Reason;
import io.raftkv.raft.transport.proto.RaftProto;
import org.jspecify.annotations.Nullable;

/**
 * The enumerations, there and back. What the protocol does not specify is refused: who reads a value that it does not know
 * has not understood the message.
 */
final class Enumerations {

    private Enumerations() {}

    static RaftProto.Lane encode(Lane lane) {
        return switch (lane) {
            case CONSENSUS -> RaftProto.Lane.LANE_CONSENSUS;
            case SNAPSHOT -> RaftProto.Lane.LANE_SNAPSHOT;
        };
    }

    /** Null for a lane that this version does not know. */
    static @Nullable Lane decode(RaftProto.Lane lane) {
        return switch (lane) {
            case LANE_CONSENSUS -> Lane.CONSENSUS;
            case LANE_SNAPSHOT -> Lane.SNAPSHOT;
            case LANE_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    }

    static RaftProto.EntryType encode(EntryType type) {
        return switch (type) {
            case NO_OP -> RaftProto.EntryType.ENTRY_TYPE_NO_OP;
            case COMMAND -> RaftProto.EntryType.ENTRY_TYPE_COMMAND;
            case CONFIGURATION -> RaftProto.EntryType.ENTRY_TYPE_CONFIGURATION;
        };
    }

    static EntryType decode(RaftProto.EntryType type) throws MalformedMessageException {
        return switch (type) {
            case ENTRY_TYPE_NO_OP -> EntryType.NO_OP;
            case ENTRY_TYPE_COMMAND -> EntryType.COMMAND;
            case ENTRY_TYPE_CONFIGURATION -> EntryType.CONFIGURATION;
            case ENTRY_TYPE_UNSPECIFIED, UNRECOGNIZED -> throw impossible("unknown type of entry");
        };
    }

    static RaftProto.Refusal encode(Refusal refusal) {
        return switch (refusal) {
            case NOT_LEADER -> RaftProto.Refusal.REFUSAL_NOT_LEADER;
            case TOO_MANY_UNCOMMITTED -> RaftProto.Refusal.REFUSAL_TOO_MANY_UNCOMMITTED;
            case LEADERSHIP_TRANSFER -> RaftProto.Refusal.REFUSAL_LEADERSHIP_TRANSFER;
            case CHANGE_IN_PROGRESS -> RaftProto.Refusal.REFUSAL_CHANGE_IN_PROGRESS;
            case LEADER_NOT_READY -> RaftProto.Refusal.REFUSAL_LEADER_NOT_READY;
            case QUORUM_WOULD_BE_LOST -> RaftProto.Refusal.REFUSAL_QUORUM_WOULD_BE_LOST;
            case LEARNER_NOT_READY -> RaftProto.Refusal.REFUSAL_LEARNER_NOT_READY;
            case IMPOSSIBLE_CHANGE -> RaftProto.Refusal.REFUSAL_IMPOSSIBLE_CHANGE;
        };
    }

    static Refusal decode(RaftProto.Refusal refusal) throws MalformedMessageException {
        return switch (refusal) {
            case REFUSAL_NOT_LEADER -> Refusal.NOT_LEADER;
            case REFUSAL_TOO_MANY_UNCOMMITTED -> Refusal.TOO_MANY_UNCOMMITTED;
            case REFUSAL_LEADERSHIP_TRANSFER -> Refusal.LEADERSHIP_TRANSFER;
            case REFUSAL_CHANGE_IN_PROGRESS -> Refusal.CHANGE_IN_PROGRESS;
            case REFUSAL_LEADER_NOT_READY -> Refusal.LEADER_NOT_READY;
            case REFUSAL_QUORUM_WOULD_BE_LOST -> Refusal.QUORUM_WOULD_BE_LOST;
            case REFUSAL_LEARNER_NOT_READY -> Refusal.LEARNER_NOT_READY;
            case REFUSAL_IMPOSSIBLE_CHANGE -> Refusal.IMPOSSIBLE_CHANGE;
            case REFUSAL_UNSPECIFIED, UNRECOGNIZED -> throw impossible("unknown refusal");
        };
    }

    static RaftProto.CampaignReason encode(Reason reason) {
        return switch (reason) {
            case ELECTION_TIMEOUT -> RaftProto.CampaignReason.CAMPAIGN_REASON_ELECTION_TIMEOUT;
            case LEADERSHIP_TRANSFER -> RaftProto.CampaignReason.CAMPAIGN_REASON_LEADERSHIP_TRANSFER;
        };
    }

    static Reason decode(RaftProto.CampaignReason reason) throws MalformedMessageException {
        return switch (reason) {
            case CAMPAIGN_REASON_ELECTION_TIMEOUT -> Reason.ELECTION_TIMEOUT;
            case CAMPAIGN_REASON_LEADERSHIP_TRANSFER -> Reason.LEADERSHIP_TRANSFER;
            case CAMPAIGN_REASON_UNSPECIFIED, UNRECOGNIZED -> throw impossible("unknown reason of a campaign");
        };
    }

    static RaftProto.MembershipSafety encode(Safety safety) {
        return switch (safety) {
            case KEEP_LIVING_QUORUM -> RaftProto.MembershipSafety.MEMBERSHIP_SAFETY_KEEP_LIVING_QUORUM;
            case FORCED -> RaftProto.MembershipSafety.MEMBERSHIP_SAFETY_FORCED;
        };
    }

    static Safety decode(RaftProto.MembershipSafety safety) throws MalformedMessageException {
        return switch (safety) {
            case MEMBERSHIP_SAFETY_KEEP_LIVING_QUORUM -> Safety.KEEP_LIVING_QUORUM;
            case MEMBERSHIP_SAFETY_FORCED -> Safety.FORCED;
            case MEMBERSHIP_SAFETY_UNSPECIFIED, UNRECOGNIZED ->
                throw impossible("unknown safety of a change of members");
        };
    }
}
