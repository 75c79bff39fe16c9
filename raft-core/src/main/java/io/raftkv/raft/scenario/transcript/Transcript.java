package io.raftkv.raft.scenario.transcript;

import io.raftkv.raft.core.Input;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.Rule;
import io.raftkv.raft.node.StepObserver;
import io.raftkv.raft.scenario.Audience;
import io.raftkv.raft.scenario.Event;
import io.raftkv.raft.scenario.Lesson;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Prints what happens on a stage as a diagram of messages, with the time at its left and, at its right, each message with its
 * fields, the rule that was applied with its source, and what changed on the server.
 */
public final class Transcript implements Audience {

    /** How much is printed. */
    public enum Detail {
        /** Messages, rules and changes. */
        FULL,
        /** The diagram of messages alone. */
        DIAGRAM
    }

    private static final int WIDTH = 118;
    private static final int TEXT_WIDTH = 100;
    private static final int TIME_WIDTH = 11;
    private static final long NOBODY = 0;

    private final Consumer<String> out;
    private final Paint paint;
    private final Detail detail;
    private final Runnable pause;
    private final Lifelines lifelines = new Lifelines();
    private final Routine routine = new Routine();
    private boolean namesAreDue;

    /** How many curtains are down. */
    private int curtains;

    private long lastStepBy = NOBODY;
    private boolean lastLineIsEmpty;

    /**
     * A transcript that is not begun.
     *
     * @param out takes one line after the other
     * @param pause is called after each thing that was printed, for a reader who wants to go on step by step
     */
    public Transcript(Consumer<String> out, Paint paint, Detail detail, Runnable pause) {
        this.out = out;
        this.paint = paint;
        this.detail = detail;
        this.pause = pause;
    }

    /** Prints what is told before. */
    public void begin(Lesson lesson) {
        line(paint.bold(rule("═")));
        line(paint.bold(lesson.title()) + paint.dim("   " + lesson.name()));
        line(paint.source(lesson.source()));
        line(paint.bold(rule("═")));
        paragraphs(lesson.introduction());
    }

    /** Prints what is told afterwards, when all came out as it should. */
    public void end(Lesson lesson) {
        finishRoutine();
        emptyLine();
        line(paint.bold(rule("─")));
        line(paint.bold("What happened, and why"));
        paragraphs(lesson.explanation());
        emptyLine();
    }

    @Override
    public void see(Event event) {
        if (curtains > 0) {
            seeNothing(event);
        } else if (!routine.covers(event)) {
            print(event);
            pause.run();
        }
    }

    /** Behind the curtain servers start, end and change their roles all the same. */
    private void seeNothing(Event event) {
        switch (event) {
            case Event.CurtainFalls ignored -> curtains++;
            case Event.CurtainRises ignored -> curtains--;
            case Event.Cast(var servers) -> lifelines.cast(servers);
            case Event.Started(long time, var view) ->
                lifelines.up(view.server(), view.state().role());
            case Event.Ended(long time, long server, var how) -> lifelines.down(server);
            case Event.Stepped stepped ->
                lifelines.up(stepped.step().server(), stepped.after().state().role());
            default -> {}
        }
    }

    private void print(Event event) {
        finishRoutine();
        switch (event) {
            case Event.Stepped stepped -> stepped(stepped);
            case Event.Cast(var servers) -> {
                lifelines.cast(servers);
                namesAreDue = true;
            }
            case Event.Started(long time, var view) -> {
                lifelines.up(view.server(), view.state().role());
                event(time, lifelines.at(view.server()), "S" + view.server() + " starts");
            }
            case Event.Ended(long time, long server, var how) -> {
                lifelines.down(server);
                event(time, lifelines.end(server), "S" + server + " " + how);
            }
            case Event.PartArrived(long time, var part) ->
                event(time, lifelines.arrow(part.from(), part.to(), Lifelines.Arrow.ARRIVES), Words.of(part));
            case Event.Lost(long time, var parcel, var why) ->
                event(
                        time,
                        lifelines.arrow(parcel.from(), parcel.to(), Lifelines.Arrow.IS_LOST),
                        Words.of(parcel) + " (" + why + ")");
            case Event.Noted(long time, long server, var text) ->
                event(time, lifelines.at(server), "S" + server + ": " + text);
            case Event.Broken(long time, var what) -> {
                emptyLine();
                Wrapped.lines("✗ " + what, TEXT_WIDTH).forEach(line -> line(paint.bad(line)));
            }
            case Event.Said(var text) -> said(text);
            case Event.CurtainFalls(var text) -> {
                said(text);
                curtains++;
            }
            case Event.CurtainRises ignored -> {}
            case Event.Confirmed(var claim) -> {
                namesAreDue = true;
                Wrapped.lines("✓ " + claim, TEXT_WIDTH).forEach(line -> line(paint.good(line)));
            }
            case Event.Shown(long time, var views) -> {
                namesAreDue = true;
                emptyLine();
                StateTable.of(views).forEach(this::line);
                emptyLine();
            }
        }
        if (!(event instanceof Event.Broken)) {
            lastStepBy = event instanceof Event.Stepped stepped ? stepped.step().server() : NOBODY;
        }
    }

    private void stepped(Event.Stepped stepped) {
        StepObserver.Step step = stepped.step();
        long server = step.server();
        Input input = step.input();
        if (input instanceof Input.MessageReceived(Message message) && message.from() != server) {
            String arrow = lifelines.arrow(message.from(), server, Lifelines.Arrow.ARRIVES);
            event(stepped.time(), arrow, Words.of(message));
        } else if (input != null) {
            event(stepped.time(), lifelines.at(server), "S" + server + ": " + StepText.cause(input, step.effects()));
        } else if (lastStepBy != server) {
            event(stepped.time(), lifelines.at(server), "S" + server + " goes on");
        }
        lifelines.up(server, stepped.after().state().role());
        if (detail == Detail.FULL) {
            for (Rule rule : StepText.rules(step.effects())) {
                detail("[" + rule.source() + "] " + rule.text(), paint::source);
            }
            StepText.changes(stepped.before(), stepped.after()).forEach(change -> detail(change, paint::bold));
            StepText.effects(server, step.effects()).forEach(effect -> detail(effect, paint::dim));
        }
    }

    private void said(String text) {
        emptyLine();
        Wrapped.paragraphs(text, TEXT_WIDTH).forEach(line -> line(paint.bold(line)));
        namesAreDue = true;
    }

    private void finishRoutine() {
        String summary = routine.summary();
        if (!summary.isEmpty()) {
            names();
            line(paint.dim(" ".repeat(TIME_WIDTH) + lifelines.gap() + summary));
        }
    }

    private void event(long time, String diagram, String text) {
        names();
        List<String> lines = Wrapped.lines(text, WIDTH - TIME_WIDTH - diagram.length());
        String clock = String.format(Locale.ROOT, "%8.1f   ", time / 1e6);
        line(paint.dim(clock) + diagram + lines.getFirst());
        lines.stream().skip(1).forEach(more -> line(" ".repeat(TIME_WIDTH) + lifelines.plain() + more));
    }

    private void detail(String text, UnaryOperator<String> painted) {
        String margin = " ".repeat(TIME_WIDTH) + lifelines.plain() + "  ";
        List<String> lines = Wrapped.lines(text, WIDTH - margin.length() - 2);
        line(margin + painted.apply(lines.getFirst()));
        lines.stream().skip(1).forEach(more -> line(margin + "  " + painted.apply(more)));
    }

    /** The heads of the columns, after whatever came between. */
    private void names() {
        if (namesAreDue && !lifelines.isEmpty()) {
            namesAreDue = false;
            emptyLine();
            line(paint.dim("     ms    ") + paint.bold(lifelines.names().stripTrailing()));
        }
    }

    private void paragraphs(String text) {
        Wrapped.paragraphs(text, TEXT_WIDTH).forEach(this::line);
    }

    private static String rule(String sign) {
        return sign.repeat(WIDTH);
    }

    private void line(String text) {
        out.accept(text);
        lastLineIsEmpty = text.isEmpty();
    }

    private void emptyLine() {
        if (!lastLineIsEmpty) {
            line("");
        }
    }
}
