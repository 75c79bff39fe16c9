package io.raftkv.server.process.history;

import static io.raftkv.server.process.history.Histories.put;
import static io.raftkv.server.process.history.Histories.read;
import static io.raftkv.server.process.history.Histories.unknownPut;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What revisions must be. The numbers are: from, to, then the revisions. */
class RevisionCheckTest {

    @Test
    void goodHistoryHasNoViolation() {
        assertThat(violations(
                        read(null, 1, 2, 0, 1),
                        put("a", 3, 4, 2),
                        put("b", 5, 9, 4),
                        unknownPut("c", 5),
                        read("c", 6, 7, 3, 3),
                        read("b", 10, 11, 4, 4)))
                .isEmpty();
    }

    @Test
    void twoAcknowledgedWritesNeverShareARevision() {
        assertViolation("two acknowledged writes have one revision", put("a", 1, 5, 2), put("b", 1, 5, 2));
    }

    @Test
    void laterWriteHasAHigherRevision() {
        assertViolation("older revision", put("a", 1, 2, 3), put("b", 3, 4, 2));
    }

    @Test
    void laterReadDoesNotSeeAnOlderStore() {
        assertViolation("older revision", put("a", 1, 2, 3), read(null, 3, 4, 0, 2));
    }

    @Test
    void readersDoNotGoBack() {
        assertViolation("older revision", read(null, 1, 2, 0, 5), read(null, 3, 4, 0, 4));
    }

    @Test
    void valueSeenIsTheOneThatItsRevisionWrote() {
        assertViolation("different keys or values", put("a", 1, 2, 2), read("x", 3, 4, 2, 2));
    }

    @Test
    void twoReadersSeeTheSameValueOfARevision() {
        assertViolation("different keys or values", read("x", 1, 2, 2, 2), read("y", 1, 2, 2, 2));
    }

    @Test
    void acknowledgedWriteIsNotMissingFromALaterRevision() {
        assertViolation(
                "missing from what was seen later", put("a", 1, 2, 2), put("b", 3, 4, 3), read("a", 5, 6, 2, 3));
        assertViolation("missing from what was seen later", put("a", 1, 2, 2), read(null, 3, 4, 0, 3));
    }

    @Test
    void answerIsNotNewerThanTheRevisionItNames() {
        assertViolation("newer than the revision it names", put("a", 1, 2, 3), read("a", 1, 4, 3, 2));
    }

    private static void assertViolation(String text, Operation... operations) {
        assertThat(violations(operations)).isNotEmpty().allMatch(violation -> violation.contains(text));
    }

    private static List<String> violations(Operation... operations) {
        return RevisionCheck.violations(List.of(operations));
    }
}
