package io.raftkv.raft.scenario;

import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.Raft;
import io.raftkv.raft.node.ServerState;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What there is to see of a server at one moment.
 *
 * @param server its id
 * @param state its state, as the paper's Figure 2 has it
 * @param log index and term of every entry that its log holds, ascending
 */
public record View(long server, ServerState state, List<LogPosition> log) {

    static View of(Raft raft) {
        var log = LongStream.rangeClosed(raft.log().firstIndex(), raft.log().lastIndex())
                .mapToObj(raft.log()::positionAt)
                .toList();
        return new View(raft.self(), ServerState.of(raft), log);
    }

    /** The log as a row of cells {@code term:index}, as the paper draws it; empty for an empty log. */
    public String cells() {
        return String.join(" ", log.stream().map(View::cell).toList());
    }

    /** One cell of the row. */
    public static String cell(LogPosition entry) {
        return entry.term() + ":" + entry.index();
    }
}
