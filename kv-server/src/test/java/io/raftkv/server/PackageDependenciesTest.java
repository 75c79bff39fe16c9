package io.raftkv.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which module may use which, and which packages of the server may know gRPC. */
@AnalyzeClasses(packages = "io.raftkv", importOptions = DoNotIncludeTests.class)
class PackageDependenciesTest {

    @ArchTest
    static final ArchRule theLibraryKnowsNoServerAndNoClient = noClasses()
            .that()
            .resideInAPackage("io.raftkv.raft..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.raftkv.server..", "io.raftkv.client..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theClientKnowsNoServerAndNoLibrary = noClasses()
            .that()
            .resideInAPackage("io.raftkv.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.raftkv.server..", "io.raftkv.raft..")
            .allowEmptyShould(true);

    /** {@code server} itself wires everything together; nothing below it may reach up into the gRPC services. */
    @ArchTest
    static final ArchRule nothingBelowTheServerDependsOnItsApi = noClasses()
            .that()
            .resideInAPackage("io.raftkv.server..")
            .and()
            .resideOutsideOfPackages("io.raftkv.server", "io.raftkv.server.api..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.raftkv.server.api..")
            .allowEmptyShould(true);

    /** What a request means must run in the simulator, where there is no gRPC. */
    @ArchTest
    static final ArchRule onlyTheEdgesKnowGrpc = noClasses()
            .that()
            .resideInAPackage("io.raftkv.server..")
            .and()
            .resideOutsideOfPackages(
                    "io.raftkv.server",
                    "io.raftkv.server.api..",
                    "io.raftkv.server.enrolment..",
                    "io.raftkv.server.observe..",
                    "io.raftkv.server.proto..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.grpc..")
            .allowEmptyShould(true);
}
