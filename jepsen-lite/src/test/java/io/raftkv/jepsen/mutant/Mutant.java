package io.raftkv.jepsen.mutant;

import java.util.List;
import java.util.stream.Stream;

/**
 * A build of the server with one mistake.
 *
 * @param name of the mistake; that of known-bugs where it has one
 * @param setting changes without which the mistake could not show, none of them wrong
 * @param mistake the changes that are wrong
 * @param trial what finds it
 * @param seeds within how many seeds; 0 when it was never found
 */
record Mutant(String name, List<Replacement> setting, List<Replacement> mistake, Trial trial, int seeds) {

    static Mutant of(String name, Trial trial, int seeds, Replacement... mistake) {
        return new Mutant(name, List.of(), List.of(mistake), trial, seeds);
    }

    /** The same, in servers that are set up otherwise. */
    Mutant in(List<Replacement> otherSetting) {
        return new Mutant(name, otherSetting, mistake, trial, seeds);
    }

    MutatedBuild build() {
        return new MutatedBuild(
                Stream.concat(setting.stream(), mistake.stream()).toList());
    }

    /** The same servers, in a world that looks at nothing but what clients see. */
    MutatedBuild buildSeenByClientsAlone() {
        return new MutatedBuild(Stream.of(setting, mistake, Mutants.NO_REFEREE)
                .flatMap(List::stream)
                .toList());
    }

    @Override
    public String toString() {
        return name;
    }
}
