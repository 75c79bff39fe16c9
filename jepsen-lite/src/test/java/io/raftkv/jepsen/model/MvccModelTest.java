package io.raftkv.jepsen.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MvccModelTest {

    private final List<Event> events = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"get", "range", "range-at"})
    void writeIsNotTriedAtARevisionAtWhichALaterReadFoundAnother(String read) throws UnsuitableEventException {
        unknownPut("a", "x");
        unknownPut("a", "y");
        switch (read) {
            case "get" -> done("get", "a", null, Map.of("value", "y", "modRevision", 2L, "revision", 2L));
            case "range" -> done("range", null, List.of("a", "c"), Map.of("values", Map.of("a", "y"), "revision", 2L));
            default -> done("range-at", null, 2L, Map.of("values", Map.of("a", "y")));
        }
        var model = new MvccModel().forHistory(operations());
        MvccModel.Store empty = model.initialState();

        assertThat(model.action(operations().getFirst()).apply(empty)).isNull();
        assertThat(model.action(operations().get(1)).apply(empty))
                .isEqualTo(new MvccModel.Store(2, Map.of("a", new MvccModel.Pair("y", 2))));
        // Whoever does not know the answers has to try.
        assertThat(new MvccModel().action(operations().getFirst()).apply(empty)).isNotNull();
    }

    @Test
    void unknownWriteMadeNoRevisionThatATransactionMadeByDeleting() throws UnsuitableEventException {
        unknownPut("a", "x");
        done(
                "txn",
                null,
                Map.of("compare", List.of(), "success", List.of(List.of("delete", "b")), "failure", List.of()),
                Map.of("succeeded", true, "results", List.of(1L), "revision", 2L));
        var model = new MvccModel().forHistory(operations());

        assertThat(model.action(operations().getFirst()).apply(model.initialState()))
                .isNull();
    }

    private void unknownPut(String key, String value) {
        int process = events.size();
        events.add(new Event(events.size(), process, EventType.INVOKE, "put", key, value, null));
    }

    private void done(String function, String key, Object asked, Map<String, Object> answer) {
        int process = events.size();
        events.add(new Event(events.size(), process, EventType.INVOKE, function, key, asked, null));
        events.add(new Event(events.size(), process, EventType.OK, function, key, answer, null));
    }

    private List<Operation> operations() {
        return new History(events).operations();
    }
}
