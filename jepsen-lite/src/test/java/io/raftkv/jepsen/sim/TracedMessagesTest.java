package io.raftkv.jepsen.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.report.MessageRow;
import io.raftkv.jepsen.report.MessageRow.Change;
import io.raftkv.jepsen.report.MessageRow.Weight;
import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.RequestVoteResponse;
import io.raftkv.raft.sim.Parcel;
import io.raftkv.raft.sim.Trace;
import io.raftkv.raft.sim.Trace.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracedMessagesTest {

    private static final Parcel HEARTBEAT =
            new Parcel.OfMessage(new AppendEntries(1, 2, 5, new LogPosition(12, 4), List.of(), 11, 0));

    @Test
    void leaderIsNotedOnceAndOnlyTheFirstOfEqualHeartbeatsIsNews() {
        String text = "AppendEntries, term 5, prev 12/t4, no entries, commit 11";

        assertThat(TracedMessages.rows(List.of(new Event.Delivered(7, HEARTBEAT), new Event.Delivered(8, HEARTBEAT))))
                .containsExactly(
                        new MessageRow.Note(7, 1, "S1 leads in term 5", Change.NONE),
                        new MessageRow.Arrow(7, 1, 2, text, "", Weight.ORDINARY),
                        new MessageRow.Arrow(8, 1, 2, text, "", Weight.ROUTINE));
    }

    @Test
    void lostMessageSaysWhy() {
        assertThat(TracedMessages.rows(List.of(new Event.Lost(7, HEARTBEAT, Trace.Loss.LINK_IS_CUT)))
                        .getLast())
                .isInstanceOfSatisfying(MessageRow.Arrow.class, arrow -> {
                    assertThat(arrow.loss()).isEqualTo("link is cut");
                    assertThat(arrow.weight()).isEqualTo(Weight.NOTABLE);
                });
    }

    @Test
    void noteSaysWhoStopsAndStarts() {
        assertThat(TracedMessages.rows(List.of(
                        new Event.Note(1, "fault: kill S2"),
                        new Event.Note(2, "S2 is killed"),
                        new Event.Note(3, "S2 starts"))))
                .containsExactly(
                        new MessageRow.Note(1, 0, "fault: kill S2", Change.NONE),
                        new MessageRow.Note(2, 2, "S2 is killed", Change.STOPS),
                        new MessageRow.Note(3, 2, "S2 starts", Change.STARTS));
    }

    @Test
    void rejectedVoteIsNotable() {
        var response = new Parcel.OfMessage(new RequestVoteResponse(2, 1, 5, false));

        assertThat(TracedMessages.rows(List.of(new Event.Delivered(7, response))))
                .containsExactly(new MessageRow.Arrow(7, 2, 1, "vote rejected, term 5", "", Weight.NOTABLE));
    }
}
