package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables in package-info.java lead from each line of the paper's figures to the code, and to code that exists. */
class PaperTablesTest {

    private static final Path TABLES = Path.of("src/main/java/io/raftkv/raft/core/package-info.java");
    private static final Pattern LINK = Pattern.compile("\\{@link ([\\w.]+)(?:#(\\w+))?[^}]*}");
    private static final Pattern ROW = Pattern.compile("<tr><td>(.*?)</td>(.*?)</tr>");

    private static final List<String> FIGURE_2 = List.of(
            "State: currentTerm",
            "State: votedFor",
            "State: log[]",
            "State: commitIndex",
            "State: lastApplied",
            "State: nextIndex[]",
            "State: matchIndex[]",
            "State: on stable storage before responding",
            "AppendEntries, arguments",
            "AppendEntries, results",
            "AppendEntries, receiver 1.",
            "AppendEntries, receiver 2.",
            "AppendEntries, receiver 3.",
            "AppendEntries, receiver 4.",
            "AppendEntries, receiver 5.",
            "RequestVote, arguments",
            "RequestVote, results",
            "RequestVote, receiver 1.",
            "RequestVote, receiver 2.",
            "All servers: commitIndex &gt; lastApplied",
            "All servers: term T &gt; currentTerm",
            "Followers: respond to RPCs",
            "Followers: election timeout",
            "Candidates: on conversion",
            "Candidates: majority of votes",
            "Candidates: AppendEntries from new leader",
            "Candidates: election timeout",
            "Leaders: upon election",
            "Leaders: heartbeats",
            "Leaders: command from client",
            "Leaders: last log index ≥ nextIndex",
            "Leaders: success",
            "Leaders: log inconsistency",
            "Leaders: N &gt; commitIndex");

    private static final List<String> FIGURE_13 = List.of(
            "InstallSnapshot, arguments",
            "InstallSnapshot, results",
            "InstallSnapshot, receiver 1.",
            "InstallSnapshot, receiver 2.",
            "InstallSnapshot, receiver 3.",
            "InstallSnapshot, receiver 4.",
            "InstallSnapshot, receiver 5.",
            "InstallSnapshot, receiver 6.",
            "InstallSnapshot, receiver 7.",
            "InstallSnapshot, receiver 8.");

    private static final List<String> FIGURE_3 = List.of(
            "Election Safety", "Leader Append-Only", "Log Matching", "Leader Completeness", "State Machine Safety");

    @Test
    void everyLineOfFigures2And3And13HasItsRow() throws IOException {
        List<String> lines = rows().map(row -> row.group(1)).toList();
        assertThat(lines)
                .containsAll(FIGURE_2)
                .containsAll(FIGURE_3)
                .containsAll(FIGURE_13)
                .doesNotHaveDuplicates();
    }

    @Test
    void everyRowLeadsToTheCode() throws IOException {
        assertThat(rows().map(row -> row.group(2)))
                .allMatch(here -> LINK.matcher(here).find());
    }

    @Test
    void everyLinkLeadsToAClassAndAMemberThatExist() throws IOException {
        List<MatchResult> links = LINK.matcher(text()).results().toList();
        assertThat(links).hasSizeGreaterThan(FIGURE_2.size());
        assertThat(links.stream().filter(link -> !exists(link.group(1), link.group(2))))
                .extracting(MatchResult::group)
                .isEmpty();
    }

    @Test
    void linkToWhatDoesNotExistIsRecognised() {
        assertThat(exists("io.raftkv.raft.core.Effects.Write.Reset", null)).isTrue();
        assertThat(exists("io.raftkv.raft.core.Peer", "nextIndex")).isTrue(); // private
        assertThat(exists("io.raftkv.raft.core.Peer", "nextindex")).isFalse();
        assertThat(exists("io.raftkv.raft.core.Pear", "nextIndex")).isFalse();
    }

    private static Stream<MatchResult> rows() throws IOException {
        return ROW.matcher(text()).results();
    }

    /** The comment as one line. */
    private static String text() throws IOException {
        return Files.readString(TABLES).replaceAll("\\s*\\n \\*\\s*", " ");
    }

    private static boolean exists(String className, String member) {
        return classNamed(className)
                .anyMatch(type -> member == null || members(type).anyMatch(found -> found.equals(member)));
    }

    private static Stream<String> members(Class<?> type) {
        var members = new ArrayList<Member>(Arrays.asList(type.getDeclaredMethods()));
        members.addAll(Arrays.asList(type.getDeclaredFields()));
        return members.stream().map(Member::getName);
    }

    /** A nested class is named with a dot in a comment, and with a dollar sign by the virtual machine. */
    private static Stream<Class<?>> classNamed(String name) {
        try {
            return Stream.of(Class.forName(name));
        } catch (ClassNotFoundException e) {
            int dot = name.lastIndexOf('.');
            boolean mayBeNested = dot > 0 && Character.isUpperCase(name.charAt(name.lastIndexOf('.', dot - 1) + 1));
            return mayBeNested ? classNamed(name.substring(0, dot) + "$" + name.substring(dot + 1)) : Stream.empty();
        }
    }
}
