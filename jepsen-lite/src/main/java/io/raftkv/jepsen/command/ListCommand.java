package io.raftkv.jepsen.command;

import io.raftkv.jepsen.model.Models;
import io.raftkv.jepsen.nemesis.Nemeses;
import io.raftkv.jepsen.workload.Workloads;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says what there is to test with. */
@Command(name = "list", description = "Lists workloads, nemeses and models.")
final class ListCommand implements Callable<Integer> {

    private final PrintWriter out;

    ListCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        out.println("Workloads:");
        Workloads.all().forEach(workload -> print(workload.name(), workload.description()));
        out.println();
        out.println("Nemeses (several are joined by +):");
        print("none", "nothing goes wrong");
        Nemeses.all().forEach(nemesis -> print(nemesis.name(), nemesis.description()));
        out.println();
        out.println("Models of check: " + Models.names());
        return JepsenLite.GOOD;
    }

    private void print(String name, String description) {
        out.printf("  %-18s %s%n", name, description);
    }
}
