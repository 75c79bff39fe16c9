package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.model.Arguments;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether every read of all accounts adds up to the same total, and none is below zero.
 *
 * @param total what the accounts hold together
 */
public record BankChecker(long total) implements Checker {

    private static final String BELOW_ZERO = "below zero";
    private static final String WRONG_TOTAL = "wrong total";

    @Override
    public String name() {
        return "bank";
    }

    @Override
    public Verdict check(History history) throws UnsuitableEventException {
        int reads = 0;
        int transfers = 0;
        for (Operation operation : history.operations()) {
            var arguments = new Arguments(operation);
            switch (arguments.function()) {
                case "transfer" -> transfers += operation.outcome() == EventType.OK ? 1 : 0;
                case "read" -> {
                    if (arguments.isAnswered()) {
                        reads++;
                        Verdict verdict = check(arguments);
                        if (verdict instanceof Verdict.Invalid) {
                            return verdict;
                        }
                    }
                }
                default -> throw arguments.wrongFunction("transfer, read");
            }
        }
        if (reads == 0 || transfers == 0) {
            return new Verdict.Unknown(reads + " reads were answered and " + transfers + " transfers acknowledged");
        }
        return new Verdict.Valid(reads + " reads between " + transfers + " transfers all added up to " + total);
    }

    private Verdict check(Arguments read) throws UnsuitableEventException {
        long sum = 0;
        for (Map.Entry<?, ?> account : read.answeredMap().entrySet()) {
            if (!(account.getValue() instanceof Long balance)) {
                throw read.wrongAnswer("a number for each account");
            }
            if (balance < 0) {
                return invalid(BELOW_ZERO, "account " + account.getKey() + " holds " + balance, read);
            }
            sum += balance;
        }
        return sum == total
                ? new Verdict.Valid("")
                : invalid(WRONG_TOTAL, "the accounts hold " + sum + " and not " + total, read);
    }

    private static Verdict invalid(String kind, String what, Arguments read) {
        Operation operation = read.operation();
        return new Verdict.Invalid(
                what + ": " + Explanations.of(operation), Set.of(kind), Explanations.events(List.of(operation)));
    }
}
