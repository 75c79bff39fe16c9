package io.raftkv.raft;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.function.Predicate;

/** Who may use whom inside this module, and what keeps the algorithm pure. */
@AnalyzeClasses(packages = "io.raftkv.raft", importOptions = DoNotIncludeTests.class)
class PackageDependenciesTest {

    /** The values and collections of java.base: nothing that starts a thread, reads a clock or opens a file. */
    private static final String[] PURE_JAVA = {
        "java.lang",
        "java.lang.annotation",
        "java.lang.invoke",
        "java.lang.runtime",
        "java.math",
        "java.nio",
        "java.nio.charset",
        "java.util",
        "java.util.function",
        "java.util.random",
        "java.util.stream"
    };

    /** Classes of those packages that would bring in threads, or randomness that no seed repeats. */
    private static final Set<String> IMPURE = Set.of(
            Thread.class.getName(),
            ThreadLocal.class.getName(),
            Process.class.getName(),
            ProcessBuilder.class.getName(),
            Runtime.class.getName(),
            Random.class.getName(),
            Timer.class.getName(),
            UUID.class.getName());

    @ArchTest
    static final ArchRule theAlgorithmUsesOnlyItselfAndPureJava = classes()
            .that()
            .resideInAPackage("io.raftkv.raft.core..")
            .should()
            .onlyDependOnClassesThat(resideInAPackage("io.raftkv.raft.core..")
                    .or(resideInAnyPackage(PURE_JAVA)
                            .and(describe("start no thread and draw no unseeded random numbers", isPure())))
                    .or(describe("are Duration", type -> type.isEquivalentTo(Duration.class)))
                    .or(describe("are primitive or arrays of them", PackageDependenciesTest::isPrimitiveAtHeart)))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theAlgorithmReadsNoClock = noClasses()
            .that()
            .resideInAPackage("io.raftkv.raft.core..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Math.class, "random")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packagesDependInOneDirection = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("core")
            .definedBy("io.raftkv.raft.core..")
            .layer("snapshot")
            .definedBy("io.raftkv.raft.snapshot..")
            .layer("storage")
            .definedBy("io.raftkv.raft.storage..")
            .layer("transport")
            .definedBy("io.raftkv.raft.transport..")
            .layer("node")
            .definedBy("io.raftkv.raft.node..")
            .layer("sim")
            .definedBy("io.raftkv.raft.sim..")
            .layer("scenario")
            .definedBy("io.raftkv.raft.scenario..")
            .whereLayer("snapshot")
            .mayOnlyBeAccessedByLayers("storage", "transport", "node", "sim", "scenario")
            .whereLayer("storage")
            .mayOnlyBeAccessedByLayers("node", "sim", "scenario")
            .whereLayer("transport")
            .mayOnlyBeAccessedByLayers("node", "sim", "scenario")
            .whereLayer("node")
            .mayOnlyBeAccessedByLayers("sim", "scenario")
            .whereLayer("sim")
            .mayOnlyBeAccessedByLayers("scenario")
            .whereLayer("scenario")
            .mayNotBeAccessedByAnyLayer();

    private static Predicate<JavaClass> isPure() {
        return type -> !IMPURE.contains(type.getName());
    }

    private static boolean isPrimitiveAtHeart(JavaClass type) {
        return type.getBaseComponentType().isPrimitive();
    }
}
