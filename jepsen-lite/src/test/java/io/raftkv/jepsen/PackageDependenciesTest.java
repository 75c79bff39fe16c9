package io.raftkv.jepsen;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What judges histories stands by itself, so that it can judge any store's: checker upon model upon history. */
@AnalyzeClasses(packages = "io.raftkv.jepsen", importOptions = DoNotIncludeTests.class)
class PackageDependenciesTest {

    @ArchTest
    static final ArchRule judgesKnowNoStore = noClasses()
            .that()
            .resideInAnyPackage("io.raftkv.jepsen.history..", "io.raftkv.jepsen.model..", "io.raftkv.jepsen.checker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.raftkv.raft..", "io.raftkv.server..", "io.raftkv.client..");

    @ArchTest
    static final ArchRule historiesKnowOnlyThemselves = noClasses()
            .that()
            .resideInAPackage("io.raftkv.jepsen.history..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.raftkv.jepsen.model..", "io.raftkv.jepsen.checker..", "io.raftkv.jepsen.command..");

    @ArchTest
    static final ArchRule modelsKnowNoChecker = noClasses()
            .that()
            .resideInAPackage("io.raftkv.jepsen.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.raftkv.jepsen.checker..", "io.raftkv.jepsen.command..");

    @ArchTest
    static final ArchRule checkersKnowNoCommand = noClasses()
            .that()
            .resideInAPackage("io.raftkv.jepsen.checker..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.raftkv.jepsen.command..");
}
