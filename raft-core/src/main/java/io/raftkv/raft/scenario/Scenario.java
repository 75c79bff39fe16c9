package io.raftkv.raft.scenario;

/** A lesson that runs: a situation of Raft, played on real servers. It fails when what it claims does not happen. */
public interface Scenario {

    /** What is told before and after it. */
    Lesson lesson();

    /**
     * Plays it.
     *
     * @throws ScenarioFailed when something does not come out as the lesson says
     */
    void play(Stage stage);
}
