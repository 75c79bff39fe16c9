package io.raftkv.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompareMainTest {

    @Test
    void unknownPeerIsRefusedWithTheOnesThatThereAre() {
        assertThat(errorsOf("raft", "--peers", "jraft,zookeeper"))
                .contains("--peers: zookeeper is none of raftkv, jraft, ratis");
    }

    @Test
    void boundsAreRefusedWhenThePeerThatTheyAreSetAgainstTakesNoPart() {
        assertThat(errorsOf("raft", "--bounds", "--peers", "raftkv,ratis"))
                .contains("--bounds: raftkv and jraft must take part, but --peers is raftkv,ratis");
    }

    @Test
    void boundsOfAFileThatIsNotThereAreRefused() {
        assertThat(errorsOf("raft", "--bounds=no-such-file", "--peers=raftkv,jraft"))
                .contains("--bounds: there is no file no-such-file");
    }

    @Test
    void whatToCompareMustBeSaid() {
        assertThat(errorsOf()).contains("compare what? raft or kv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rift", "raft --fast", "kv --peers=jraft", "raft --out"})
    void unknownArgumentIsRefused(String arguments) {
        assertThat(errorsOf(arguments.split(" ", -1))).isNotBlank();
    }

    /** What is written when the arguments are refused. */
    private static String errorsOf(String... arguments) {
        var errors = new StringWriter();
        int code = CompareMain.commandLine().setErr(new PrintWriter(errors)).execute(arguments);
        assertThat(code).isEqualTo(2);
        return errors.toString();
    }
}
