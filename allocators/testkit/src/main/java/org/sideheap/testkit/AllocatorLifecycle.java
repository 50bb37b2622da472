package org.sideheap.testkit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;

/**
 * Closes the allocators of each try of a property of jqwik: a leak falsifies the try.
 *
 * <p>On the class path jqwik finds it by itself. Where the testkit is a module see {@link AllocatorArbitraryProvider}.
 */
@SuppressWarnings("exports") // of a module that only those need whose properties are of jqwik
public class AllocatorLifecycle implements AroundPropertyHook, AroundTryHook {
    /** Farther from the try than {@code @AfterTry} methods, which may free what is theirs. */
    private static final int PROXIMITY = -20;

    /** Made by jqwik. */
    public AllocatorLifecycle() {}

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public boolean appliesTo(Optional<AnnotatedElement> element) {
        return element.filter(Method.class::isInstance).isPresent();
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        Stream.concat(
                        context.findAnnotation(OnBackends.class).stream(),
                        context.findAnnotationsInContainer(OnBackends.class).stream())
                .findFirst()
                .map(BackendChoice::of)
                .ifPresent(PropertyAllocators.current()::choose);
        return property.execute();
    }

    @Override
    public int aroundTryProximity() {
        return PROXIMITY;
    }

    @Override
    public TryExecutionResult aroundTry(TryLifecycleContext context, TryExecutor aTry, List<Object> parameters) {
        final PropertyAllocators allocators = PropertyAllocators.current();
        allocators.beginTry(parameters);
        final TryExecutionResult result;
        try {
            result = aTry.execute(parameters);
        } catch (RuntimeException | Error e) {
            allocators.discardTry(e);
            throw e;
        }
        if (!result.isSatisfied()) {
            allocators.discardTry(result.throwable().orElseGet(AssertionError::new));
            return result;
        }
        try {
            allocators.endTry();
            return result;
        } catch (RuntimeException | AssertionError e) {
            return TryExecutionResult.falsified(e).withFootnotes(result.footnotes());
        }
    }
}
