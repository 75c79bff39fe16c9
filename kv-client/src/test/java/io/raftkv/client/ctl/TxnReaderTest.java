package io.raftkv.client.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.raftkv.client.Compare;
import io.raftkv.client.Compare.Relation;
import io.raftkv.client.Delete;
import io.raftkv.client.Get;
import io.raftkv.client.KeyRange;
import io.raftkv.client.Previous;
import io.raftkv.client.Put;
import io.raftkv.client.Txn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TxnReaderTest {

    @Test
    void emptyLinesSeparateComparesAndTheTwoLists() throws Exception {
        Txn txn = read("""
                mod("key1") > "0"

                put key1 "overwrote-key1"

                put key1 "created-key1"
                get key2 --prefix --limit 3
                del key3 --prev-kv

                """);

        assertThat(txn)
                .isEqualTo(Txn.when(new Compare(utf8("key1"), Relation.GREATER, new Compare.ModRevision(0)))
                        .then(Put.of("key1", "overwrote-key1"))
                        .otherwise(
                                Put.of("key1", "created-key1"),
                                Get.of(KeyRange.prefix("key2")).limit(3),
                                Delete.of("key3").previous(Previous.RETURNED)));
    }

    @Test
    void sectionsThatAreMissingAtTheEndAreEmpty() throws Exception {
        assertThat(read("\nput a b")).isEqualTo(Txn.when().then(Put.of("a", "b")));
        assertThat(read("")).isEqualTo(Txn.when());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "c(\"k\") = \"7\"",
                "create(\"k\") = 7",
                "create( \"k\" )   =   \"7\" ",
            })
    void shortNamesBareNumbersAndSpacesAreFine(String line) throws Exception {
        assertThat(read(line).compares())
                .containsExactly(new Compare(utf8("k"), Relation.EQUAL, new Compare.CreateRevision(7)));
    }

    @Test
    void everyTargetAndRelationCanBeCompared() throws Exception {
        Txn txn = read("""
                version("k") != "1"
                mod("k") < "2"
                value("k") > "v"
                lease("k") = "1f"
                """);

        assertThat(txn.compares())
                .containsExactly(
                        new Compare(utf8("k"), Relation.NOT_EQUAL, new Compare.Version(1)),
                        new Compare(utf8("k"), Relation.LESS, new Compare.ModRevision(2)),
                        new Compare(utf8("k"), Relation.GREATER, new Compare.Value(utf8("v"))),
                        new Compare(utf8("k"), Relation.EQUAL, new Compare.Lease(0x1f)));
    }

    @Test
    void quotedWordsMayHoldSpacesQuotesAndAnyBytes() throws Exception {
        Txn txn = read("""

                put "a b" "say \\"hi\\"\\n\\t\\\\"
                put 'c d' 'raw \\n'
                put "\\xff\\000" "\\u00e9é"
                """);

        assertThat(txn.success())
                .containsExactly(
                        Put.of("a b", "say \"hi\"\n\t\\"),
                        Put.of("c d", "raw \\n"),
                        Put.of(ByteString.copyFrom(new byte[] {-1, 0}), utf8("éé")));
    }

    @Test
    void eachSectionIsAskedForBeforeItIsRead() throws Exception {
        var prompts = new ArrayList<String>();
        new TxnReader(new BufferedReader(new StringReader("\n\n\n")), prompts::add).read();
        assertThat(prompts)
                .containsExactly("compares:", "success requests (get, put, del):", "failure requests (get, put, del):");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "key1                | expected (",
                "mod(\"a\" > \"1\"    | expected )",
                "mod(\"a\") ~ \"1\"   | expected =",
                "mod(\"a\") > \"x\"   | expected a number",
                "mod(\"a\") >         | missing",
                "mod(\"a\") > 1 2     | column",
                "size(\"a\") > \"1\"  | expected mod",
                "mod(\"a              | quotation mark",
                "mod(\"\\q\") > 1     | no such escape",
            })
    void malformedCompareIsQuotedWithWhatIsWrong(String line, String reason) {
        assertThatThrownBy(() -> read(line))
                .isInstanceOf(MalformedTxnException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining(line.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "frob x            | not a get, put or del",
                "get               | KEY",
                "put a             | needs its value",
                "get a --frob      | --frob",
                "del a --prefix b  | exclude each other",
            })
    void malformedRequestIsQuotedWithWhatIsWrong(String line, String reason) {
        assertThatThrownBy(() -> read("\n" + line))
                .isInstanceOf(MalformedTxnException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining(line);
    }

    private static Txn read(String text) throws IOException, MalformedTxnException {
        return new TxnReader(new BufferedReader(new StringReader(text)), prompt -> {}).read();
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
