package io.raftkv.jepsen.junit;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.process.ProcessOptions;
import io.raftkv.jepsen.process.ProcessWorld;
import io.raftkv.jepsen.report.Retelling;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestResult.Finding;
import io.raftkv.jepsen.run.TestSpec;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run with servers as processes, and the call of a test method when it is over. */
final class ProcessInvocation
        implements TestTemplateInvocationContext,
                BeforeTestExecutionCallback,
                ParameterResolver,
                InvocationInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessInvocation.class);

    private final ClusterTest settings;
    private final long seed;
    private final AtomicBoolean failed;
    private @Nullable TestResult result;

    ProcessInvocation(ClusterTest settings, long seed, AtomicBoolean failed) {
        this.settings = settings;
        this.seed = seed;
        this.failed = failed;
    }

    @Override
    public String getDisplayName(int invocation) {
        return "seed " + seed;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(this);
    }

    /** Here and not around the call of the method, since what came of the run may be a parameter of it. */
    @Override
    public void beforeTestExecution(ExtensionContext context) {
        // In case it cannot be carried out: then no other seed can, either.
        failed.set(true);
        TestSpec spec = spec();
        var usual = ProcessOptions.USUAL;
        var logs = failure(context).directory().resolve("logs");
        var options = new ProcessOptions(usual.program(), usual.network(), usual.clocks(), logs);
        result = ProcessWorld.run(
                spec,
                spec.schedule(),
                options,
                progress -> LOG.info(
                        "{}: seed {}: {}", context.getRequiredTestMethod().getName(), seed, progress));
        failed.set(false);
    }

    private TestSpec spec() {
        if (settings.workload().isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no workload, but with world = PROCESS the annotation must say what clients do, such as"
                            + " workload = \"register\"");
        }
        return new TestSpec(
                settings.workload(),
                settings.nemesis(),
                settings.nodes(),
                settings.clients(),
                settings.rate(),
                Duration.ofSeconds(settings.seconds()),
                seed);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestResult.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return result();
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        var findings = new ArrayList<Finding>();
        Throwable thrown = null;
        try {
            invocation.proceed();
        } catch (TestAbortedException assumption) {
            throw assumption;
        } catch (Throwable e) {
            thrown = e;
            findings.add(new Finding("the test", new Verdict.Invalid(String.valueOf(thrown))));
        }
        findings.addAll(result().findings());
        var judgement = new Judgement(findings, result().history(), result().schedule(), Variant.of(seed));
        if (!judgement.isGood()) {
            failed.set(true);
            throw failure(context).of(judgement, judgement, thrown);
        }
    }

    /** What real servers say to each other is not recorded. */
    private Failure failure(ExtensionContext context) {
        return new Failure(settings, seed, context, variant -> Retelling.NONE);
    }

    private TestResult result() {
        if (result == null) {
            throw new IllegalStateException("JUnit calls the method before the run");
        }
        return result;
    }
}
