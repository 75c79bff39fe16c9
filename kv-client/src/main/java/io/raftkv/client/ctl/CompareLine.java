package io.raftkv.client.ctl;

import com.google.protobuf.ByteString;
import io.raftkv.client.Compare;
import io.raftkv.client.Compare.Operand;
import io.raftkv.client.Compare.Relation;

/**
 * Reads a compare such as {@code mod("key") > "0"}; short forms are {@code c}, {@code m}, {@code ver} and {@code val}.
 */
final class CompareLine {
    private CompareLine() {}

    static Compare parse(String line) throws MalformedTxnException {
        var scanner = new LineScanner(line);
        String target = scanner.until('(');
        ByteString key = scanner.quoted();
        scanner.expect(')');
        Relation relation = relation(scanner.word().toStringUtf8(), line);
        ByteString operand = scanner.word();
        scanner.expectEnd();
        return new Compare(key, relation, operand(target, operand, line));
    }

    private static Relation relation(String sign, String line) throws MalformedTxnException {
        return switch (sign) {
            case "=", "==" -> Relation.EQUAL;
            case "!=" -> Relation.NOT_EQUAL;
            case "<" -> Relation.LESS;
            case ">" -> Relation.GREATER;
            default -> throw new MalformedTxnException("expected =, !=, < or > and not " + sign + " in: " + line);
        };
    }

    private static Operand operand(String target, ByteString operand, String line) throws MalformedTxnException {
        return switch (target) {
            case "ver", "version" -> new Compare.Version(number(operand, line));
            case "c", "create" -> new Compare.CreateRevision(number(operand, line));
            case "m", "mod" -> new Compare.ModRevision(number(operand, line));
            case "val", "value" -> new Compare.Value(operand);
            case "lease" -> new Compare.Lease(leaseId(operand, line));
            default ->
                throw new MalformedTxnException(
                        "expected mod, create, version, lease or value and not " + target + " in: " + line);
        };
    }

    private static long number(ByteString operand, String line) throws MalformedTxnException {
        try {
            return Long.parseLong(operand.toStringUtf8());
        } catch (NumberFormatException e) {
            throw new MalformedTxnException("expected a number and not " + operand.toStringUtf8() + " in: " + line);
        }
    }

    /** Lease ids are written in hexadecimal everywhere else. */
    private static long leaseId(ByteString operand, String line) throws MalformedTxnException {
        try {
            return Long.parseUnsignedLong(operand.toStringUtf8(), 16);
        } catch (NumberFormatException e) {
            throw new MalformedTxnException(
                    "expected a lease in hexadecimal and not " + operand.toStringUtf8() + " in: " + line);
        }
    }
}
