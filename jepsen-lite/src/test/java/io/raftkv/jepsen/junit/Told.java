package io.raftkv.jepsen.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.launcher.EngineFilter.includeEngines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What JUnit tells of a method of {@link FailingExamples}: the seeds that were run, and how the last one ended. */
record Told(List<String> seeds, TestExecutionResult last) {

    /** Runs it. */
    static Told of(String method, Map<String, String> parameters) {
        Class<?>[] types = Arrays.stream(FailingExamples.class.getDeclaredMethods())
                .filter(declared -> declared.getName().equals(method))
                .findFirst()
                .orElseThrow()
                .getParameterTypes();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(FailingExamples.class, method, types))
                .filters(includeEngines("junit-jupiter"))
                .configurationParameters(parameters)
                .build();
        var seeds = new ArrayList<String>();
        var results = new ArrayList<TestExecutionResult>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    seeds.add(test.getDisplayName());
                    results.add(result);
                }
            }
        });
        return new Told(seeds, results.getLast());
    }

    String message() {
        return last.getThrowable().map(Throwable::getMessage).orElse("");
    }
}
