package io.raftkv.raft.core;

/**
 * What may happen in a random schedule. Numbers choose among what there is at that moment, modulo its count, so every event
 * means something wherever it stands, and a schedule from which some are left out is still a schedule. Server 0 is the leader.
 */
sealed interface Event {

    /** Any one of the messages on their way arrives. */
    record Deliver(int message) implements Event {}

    /** The oldest messages on their way arrive. */
    record DeliverOldest(int count) implements Event {}

    /** The oldest messages on their way that are for one server arrive together, and it acts upon all of them at once. */
    record DeliverTogether(int count) implements Event {}

    /** A message arrives, and is still on its way. */
    record Duplicate(int message) implements Event {}

    record Lose(int message) implements Event {}

    /** From now on those whose bit is set do not reach the others. */
    record Split(int group) implements Event {}

    /** From now on whoever leads reaches nobody. */
    record IsolateLeader() implements Event {}

    /** Everybody reaches everybody. */
    record Heal() implements Event {}

    /** Some time without trouble: everybody's clock ticks, and messages arrive, but for those that a split holds back. */
    record Calm(int ticks) implements Event {}

    /** Time passes, and everybody notices. */
    record Pass(int millis) implements Event {}

    /** Time passes, and only one server notices. */
    record PassFor(int server, int millis) implements Event {}

    /** A client has a command. */
    record Propose(int server) implements Event {}

    /** A client wants to read. */
    record Read(int server) implements Event {}

    /** A client wants other members. */
    record Change(int server, Kind kind, int target) implements Event {

        enum Kind {
            ADD_LEARNER,
            JOIN,
            ADD_VOTER,
            PROMOTE,
            REMOVE,
            REPLACE_FORCED
        }
    }

    /** The leadership is to go elsewhere. */
    record Transfer(int server, int target) implements Event {}

    /** A disk becomes slow: what is written from now on is not durable before {@link FinishWrites}. */
    record SlowDisk(int server) implements Event {}

    /** What was written is durable, and the disk is fast again. */
    record FinishWrites(int server) implements Event {}

    /** The state machine makes durable what it has applied; there is room for what followers need next, or not. */
    record Persist(int server, Input.StatePersisted.Followers followers) implements Event {}

    /** A snapshot that was asked for is taken. */
    record TakeSnapshot(int server) implements Event {}

    /** All of a snapshot has arrived. */
    record ArriveSnapshot(int snapshot) implements Event {}

    /** A snapshot is lost on its way. */
    record LoseSnapshot(int snapshot) implements Event {}

    /** The disk answers a request for entries. */
    record FetchEntries(int request) implements Event {}

    /** A server loses its memory and what was not durable, and starts again. */
    record Crash(int server) implements Event {}
}
