package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.FieldChecks.impossible;

import io.raftkv.raft.core.ForwardedChange;
import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.MembershipChange.Step;
import io.raftkv.raft.transport.proto.RaftProto;
import java.util.ArrayList;

/** Changes of members, there and back. */
final class MembershipCodec {

    /** What a step counts for beside its address. */
    private static final int STEP_BYTES = 32;

    /** A char has at most so many bytes in UTF-8. */
    private static final int MAX_BYTES_PER_CHAR = 3;

    private MembershipCodec() {}

    static RaftProto.ForwardedChange encode(ForwardedChange message) {
        var builder = RaftProto.ForwardedChange.newBuilder()
                .setNumber(message.number())
                .setSafety(Enumerations.encode(message.change().safety()));
        for (Step step : message.change().steps()) {
            builder.addSteps(encode(step));
        }
        return builder.build();
    }

    static long sizeOf(MembershipChange change) {
        long size = 0;
        for (Step step : change.steps()) {
            size += STEP_BYTES + (long) MAX_BYTES_PER_CHAR * address(step).length();
        }
        return size;
    }

    static MembershipChange decode(RaftProto.ForwardedChange message) throws MalformedMessageException {
        var steps = new ArrayList<Step>(message.getStepsCount());
        for (var step : message.getStepsList()) {
            steps.add(decode(step));
        }
        var safety = Enumerations.decode(message.getSafety());
        try {
            return new MembershipChange(steps, safety);
        } catch (IllegalArgumentException e) {
            throw impossible("no change of members: " + e.getMessage());
        }
    }

    private static RaftProto.MembershipStep.Builder encode(Step step) {
        var builder = RaftProto.MembershipStep.newBuilder().setServer(step.server());
        return switch (step) {
            case Step.AddLearner s ->
                builder.setAddLearner(
                        RaftProto.MembershipStep.AddLearner.newBuilder().setAddress(s.address()));
            case Step.Join s ->
                builder.setJoin(RaftProto.MembershipStep.Join.newBuilder().setAddress(s.address()));
            case Step.AddVoter s ->
                builder.setAddVoter(
                        RaftProto.MembershipStep.AddVoter.newBuilder().setAddress(s.address()));
            case Step.Promote ignored -> builder.setPromote(RaftProto.MembershipStep.Promote.getDefaultInstance());
            case Step.Remove ignored -> builder.setRemove(RaftProto.MembershipStep.Remove.getDefaultInstance());
            case Step.Move s ->
                builder.setMove(RaftProto.MembershipStep.Move.newBuilder().setAddress(s.address()));
        };
    }

    private static String address(Step step) {
        return switch (step) {
            case Step.AddLearner s -> s.address();
            case Step.Join s -> s.address();
            case Step.AddVoter s -> s.address();
            case Step.Move s -> s.address();
            case Step.Promote ignored -> "";
            case Step.Remove ignored -> "";
        };
    }

    private static Step decode(RaftProto.MembershipStep step) throws MalformedMessageException {
        long server = step.getServer();
        if (server == 0) {
            throw impossible("a change of members for server 0, which is none");
        }
        return switch (step.getStepCase()) {
            case ADD_LEARNER -> new Step.AddLearner(server, step.getAddLearner().getAddress());
            case JOIN -> new Step.Join(server, step.getJoin().getAddress());
            case ADD_VOTER -> new Step.AddVoter(server, step.getAddVoter().getAddress());
            case PROMOTE -> new Step.Promote(server);
            case REMOVE -> new Step.Remove(server);
            case MOVE -> new Step.Move(server, step.getMove().getAddress());
            case STEP_NOT_SET -> throw impossible("unknown step of a change of members");
        };
    }
}
