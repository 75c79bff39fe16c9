package io.raftkv.jepsen.junit;

import io.raftkv.jepsen.report.Retelling;
import io.raftkv.jepsen.sim.SimulatedRun;
import io.raftkv.jepsen.sim.TracedMessages;
import io.raftkv.raft.sim.Trace;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/** One call of a test method in the simulation, with one seed. */
final class SeedInvocation implements TestTemplateInvocationContext, ParameterResolver, InvocationInterceptor {

    private final ClusterTest settings;
    private final SimulatedTest test;
    private final AtomicBoolean failed;

    SeedInvocation(ClusterTest settings, long seed, AtomicBoolean failed) {
        this.settings = settings;
        this.test = new SimulatedTest(settings, Variant.of(seed), SimulatedRun.usualTrace());
        this.failed = failed;
    }

    @Override
    public String getDisplayName(int invocation) {
        return "seed " + test.seed();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SimulatedTest.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return test;
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        Throwable thrown = null;
        try {
            test.doAsTheAnnotationSays();
            invocation.proceed();
        } catch (TestAbortedException assumption) {
            throw assumption;
        } catch (Throwable e) {
            thrown = e;
        }
        Judgement judgement = test.judge(thrown);
        if (!judgement.isGood()) {
            failed.set(true);
            Judgement smallest = new Smaller(
                            settings,
                            test.seed(),
                            judgement,
                            variant -> again(method, variant, SimulatedRun.usualTrace()))
                    .find();
            throw new Failure(settings, test.seed(), context, variant -> retelling(method, variant))
                    .of(judgement, smallest, thrown);
        }
    }

    private Retelling retelling(ReflectiveInvocationContext<Method> method, Variant variant) {
        return (from, to) -> {
            var trace = Trace.between(from, to);
            var unused = again(method, variant, trace);
            return TracedMessages.rows(trace.events());
        };
    }

    private Judgement again(ReflectiveInvocationContext<Method> method, Variant variant, Trace trace) {
        var other = new SimulatedTest(settings, variant, trace);
        Object[] arguments = method.getArguments().stream()
                .map(argument -> argument == test ? other : argument)
                .toArray();
        Throwable thrown = null;
        try {
            other.doAsTheAnnotationSays();
            var unused = ReflectionSupport.invokeMethod(
                    method.getExecutable(), method.getTarget().orElse(null), arguments);
        } catch (Throwable e) {
            thrown = e;
        }
        return other.judge(thrown);
    }
}
