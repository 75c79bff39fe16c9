package io.raftkv.raft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.raftkv.raft.scenario.Event;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import io.raftkv.raft.scenario.script.FirstElection;
import io.raftkv.raft.scenario.script.JointConsensus;
import io.raftkv.raft.scenario.script.NormalReplication;
import io.raftkv.raft.scenario.script.SnapshotForASlowFollower;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JsonTraceTest {

    @Test
    void everyLineIsJson() {
        for (Scenario scenario :
                List.of(new NormalReplication(), new JointConsensus(), new SnapshotForASlowFollower())) {
            List<String> lines = traceOf(scenario);
            assertThat(lines).isNotEmpty();
            lines.forEach(line -> new Checker(line).check());
        }
    }

    @Test
    void fieldsAreInTheSameOrderAlways() {
        var order = Pattern.compile("\\{\"server\":\\d+,\"now\":\\d+,\"input\":.*,\"rules\":\\[.*],\"effects\":\\{.*}"
                + ",\"before\":\\{.*},\"after\":\\{.*}}\n");
        assertThat(traceOf(new FirstElection()))
                .allMatch(line -> order.matcher(line).matches());
    }

    @Test
    void onlyWhatChangedIsThere() {
        assertThat(traceOf(new FirstElection()))
                .anyMatch(line -> line.contains("\"rules\":[\"ELECTION_TIMEOUT\",\"ASK_BEFORE_ELECTION\"]")
                        && line.endsWith(
                                "\"before\":{\"role\":\"FOLLOWER\"},\"after\":{\"role\":\"PRE_CANDIDATE\"}}\n"));
    }

    @Test
    void serverGoesOnWhenTheTraceCannotBeWritten() {
        ((Logger) LoggerFactory.getLogger(JsonTrace.class))
                .setLevel(Level.OFF); // what it says of that is not for this test
        var trace = new JsonTrace(new Appendable() {
            @Override
            public Appendable append(CharSequence text) throws IOException {
                throw new IOException("disk is full");
            }

            @Override
            public Appendable append(CharSequence text, int start, int end) throws IOException {
                throw new IOException("disk is full");
            }

            @Override
            public Appendable append(char character) throws IOException {
                throw new IOException("disk is full");
            }
        });
        var step = new ArrayList<StepObserver.Step>();
        Stage.play(new FirstElection(), 1, event -> {
            if (event instanceof Event.Stepped stepped) {
                step.add(stepped.step());
            }
        });
        assertThatCode(() -> step.forEach(trace::stepped)).doesNotThrowAnyException();
    }

    private static List<String> traceOf(Scenario scenario) {
        var lines = new ArrayList<String>();
        var text = new StringBuilder();
        var trace = new JsonTrace(text);
        Stage.play(scenario, 1, event -> {
            if (event instanceof Event.Stepped stepped) {
                trace.stepped(stepped.step());
                lines.add(text.toString());
                text.setLength(0);
            }
        });
        return lines;
    }

    /** Accepts one JSON value and a line's end, and nothing else. */
    private static final class Checker {

        private static final Pattern SCALAR = Pattern.compile(
                "null|true|false|-?\\d+(\\.\\d+)?|\"([^\"\\\\\\p{Cntrl}]|\\\\[\"\\\\]|\\\\u[0-9a-f]{4})*+\"");

        private final String text;
        private int at;

        Checker(String text) {
            this.text = text;
        }

        void check() {
            value();
            assertThat(text.substring(at)).as("after the value in %s", text).isEqualTo("\n");
        }

        private void value() {
            switch (text.charAt(at)) {
                case '{' ->
                    elements('}', () -> {
                        scalar();
                        expect(':');
                        value();
                    });
                case '[' -> elements(']', this::value);
                default -> scalar();
            }
        }

        private void elements(char end, Runnable element) {
            at++;
            while (text.charAt(at) != end) {
                element.run();
                if (text.charAt(at) != end) {
                    expect(',');
                    assertThat(text.charAt(at))
                            .as("after a comma at %d in %s", at, text)
                            .isNotEqualTo(end);
                }
            }
            at++;
        }

        private void scalar() {
            var matcher = SCALAR.matcher(text).region(at, text.length());
            assertThat(matcher.lookingAt()).as("a value at %d in %s", at, text).isTrue();
            at = matcher.end();
        }

        private void expect(char character) {
            assertThat(text.charAt(at)).as("at %d in %s", at, text).isEqualTo(character);
            at++;
        }
    }
}
