package org.sideheap.testkit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.sideheap.allocators.Allocator;

/**
 * Hands tests of JUnit their allocators, and closes them.
 *
 * <p>{@link AllocatorTest} brings it along. For any other test it is registered, and one backend chosen:
 *
 * <pre>{@code
 * @ExtendWith(AllocatorExtension.class)
 * class ParserTest {
 *     @Test
 *     @OnBackends(value = "bump", byteCapacity = 4096)
 *     void parsesWithinAPage(Allocator allocator) {}
 * }
 * }</pre>
 *
 * <p>Parameters of the types {@link org.sideheap.allocators.Allocator}, {@link OpenBackend} and {@link Backend} are
 * resolved, those of constructors and lifecycle methods too. The nearest {@link OnBackends} counts: that of the
 * parameter, of its method or constructor, of the test method, or of the class or one around it. It must leave one
 * backend; where there is none at all it is the {@value #DEFAULT_BACKEND}. Parameters that follow the same annotation
 * share one allocator, so that a {@code @BeforeEach} method can fill what the test looks at.
 *
 * <p>An allocator lasts for one test: it is closed after the last {@code @AfterEach} method, and if a block is still
 * live then, the test fails. One handed to a {@code @BeforeAll} method, or to the constructor of a class with one
 * instance for all its tests, lasts until after the last {@code @AfterAll} method. A test that has failed already keeps
 * its own failure. No two tests share an allocator, in however many threads they run, but for a class-wide one.
 *
 * <p>Needs JUnit 5.13.3 or later.
 */
@SuppressWarnings("exports") // of a module that only those need whose tests are of JUnit
public final class AllocatorExtension
        implements TestTemplateInvocationContextProvider, ParameterResolver, AfterEachCallback, AfterAllCallback {
    /** What a test runs on that chooses nothing and is no {@link AllocatorTest}: it finds the most kinds of misuse. */
    public static final String DEFAULT_BACKEND = "guarded global";

    private static final BackendChoice DEFAULT_CHOICE = BackendChoice.of(Default.class.getAnnotation(OnBackends.class));

    private static final Set<Class<?>> RESOLVED_TYPES = Set.of(Allocator.class, OpenBackend.class, Backend.class);

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(AllocatorExtension.class);

    @OnBackends(DEFAULT_BACKEND)
    private static final class Default {}

    /** Made by JUnit. */
    public AllocatorExtension() {}

    /** So that what a constructor is handed lasts for the one test it makes the instance for, where it does. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), AllocatorTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        final Source source = Source.ofTemplate(context);
        final BackendChoice choice = source.onBackends().map(BackendChoice::of).orElse(BackendChoice.ALL);
        return choice.backends().stream().map(backend -> new Invocation(source, choice, backend));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameterContext, ExtensionContext context) {
        return RESOLVED_TYPES.contains(parameterContext.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameterContext, ExtensionContext context) {
        final Source source = Source.of(parameterContext, context);
        final TestAllocators.Slot slot = allocators(context).slot(source.element(), () -> source.onBackends()
                .map(BackendChoice::of)
                .orElse(DEFAULT_CHOICE));
        final Class<?> type = parameterContext.getParameter().getType();
        if (type == Backend.class) {
            return slot.backend();
        }
        return type == OpenBackend.class ? slot.open() : slot.open().allocator();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        allocators(context).end(context.getExecutionException());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        allocators(context).end(context.getExecutionException());
    }

    /** Those of this context alone: a store also finds what is in that of the class, or of the class around it. */
    private static TestAllocators allocators(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(context.getUniqueId(), id -> new TestAllocators(), TestAllocators.class);
    }

    /**
     * Where a parameter's choice comes from.
     *
     * @param element what those who share an allocator have in common
     * @param onBackends the choice; empty where there is none
     */
    private record Source(AnnotatedElement element, Optional<OnBackends> onBackends) {
        static Source of(ParameterContext parameterContext, ExtensionContext context) {
            return of(parameterContext.getParameter())
                    .or(() -> of(parameterContext.getDeclaringExecutable()))
                    .orElseGet(() -> around(context));
        }

        /** One parameter may stand in for the method. */
        static Source ofTemplate(ExtensionContext context) {
            final Method method = context.getRequiredTestMethod();
            final List<Source> ofParameters = Stream.of(method.getParameters())
                    .map(Source::of)
                    .flatMap(Optional::stream)
                    .toList();
            if (ofParameters.size() > 1) {
                throw new IllegalArgumentException("@OnBackends is on " + ofParameters.size() + " parameters of "
                        + method.getName() + ", which share one allocator: put it on the method");
            }
            return ofParameters.isEmpty() ? around(context) : ofParameters.get(0);
        }

        private static Source around(ExtensionContext context) {
            return context.getTestMethod().flatMap(Source::of).orElseGet(() -> ofClass(context));
        }

        private static Source ofClass(ExtensionContext context) {
            final Class<?> testClass = context.getRequiredTestClass();
            return new Source(
                    testClass,
                    AnnotationSupport.findAnnotation(testClass, OnBackends.class, context.getEnclosingTestClasses()));
        }

        private static Optional<Source> of(AnnotatedElement element) {
            return AnnotationSupport.findAnnotation(element, OnBackends.class)
                    .map(onBackends -> new Source(element, Optional.of(onBackends)));
        }
    }

    /**
     * One run of an {@link AllocatorTest}. Makes its backend known before the instance is constructed, and where there
     * is one instance for all, before the run.
     */
    private record Invocation(Source source, BackendChoice choice, Backend backend)
            implements TestTemplateInvocationContext, TestInstancePreConstructCallback {
        @Override
        public String getDisplayName(int invocationIndex) {
            return backend.name();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
            return ExtensionContextScope.TEST_METHOD;
        }

        @Override
        public void preConstructTestInstance(TestInstanceFactoryContext factoryContext, ExtensionContext context) {
            prepareInvocation(context);
        }

        @Override
        public void prepareInvocation(ExtensionContext context) {
            allocators(context).reserve(source.element(), choice, backend);
        }
    }
}
