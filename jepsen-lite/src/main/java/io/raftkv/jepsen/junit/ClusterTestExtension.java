package io.raftkv.jepsen.junit;

import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a method with {@link ClusterTest} once for each seed, until one fails. */
final class ClusterTestExtension implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), ClusterTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        ClusterTest settings = settings(context.getRequiredTestMethod());
        var failed = new AtomicBoolean();
        // JUnit asks for the next one when the last one is done.
        return Seeds.of(settings, context)
                .takeWhile(seed -> !failed.get())
                .mapToObj(seed -> invocation(settings, seed, failed));
    }

    private static TestTemplateInvocationContext invocation(ClusterTest settings, long seed, AtomicBoolean failed) {
        return switch (settings.world()) {
            case SIM -> new SeedInvocation(settings, seed, failed);
            case PROCESS -> new ProcessInvocation(settings, seed, failed);
        };
    }

    private static ClusterTest settings(Method method) {
        return AnnotationSupport.findAnnotation(method, ClusterTest.class)
                .orElseThrow(() -> new IllegalStateException(method + " has no @ClusterTest"));
    }
}
