package org.sideheap.testkit;

import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;
import org.sideheap.allocators.Allocator;

/**
 * Allocators, backends and programs as parameters of properties of jqwik.
 *
 * <pre>{@code
 * class ListProperties {
 *     @Property
 *     void sums(@ForAll List<Long> values, @ForAll @OnBackends(lacking = Trait.FIXED_BLOCK) Allocator allocator) {
 *         try (LongArrayList list = new LongArrayList(allocator)) {
 *             values.forEach(list::addLong);
 *             assertEquals(values, list.longStream().boxed().toList());
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>{@link OnBackends}, on the parameter, the property or its class, says which backends; without it they are all of
 * {@link Backends#all}. Each try has fresh allocators, which are closed after its {@code @AfterTry} methods; a block
 * that is still live then falsifies it. A sample names the call that opens the allocator again, as
 * {@code Backends.named("pool").open(65536, 512)}, and shrinks to backends that stand before it in the choice.
 *
 * <p>An {@link AllocatorProgram} is random, with sizes that suit the choice, and shrinks to fewer steps and smaller
 * numbers:
 *
 * <pre>{@code
 * class ProgramProperties {
 *     @Property
 *     void keepsTheContract(
 *             @ForAll @OnBackends(value = "tlsf", byteCapacity = 4096) AllocatorProgram program) {
 *         program.runOn(Backends.named("tlsf"), 4096, 64);
 *     }
 * }
 * }</pre>
 *
 * <p>The allocator handed out forwards to one of the backend, and is not of its class. It is opened when it is first
 * used; once a property has ended, using it is an {@link IllegalStateException}. Where a mapper builds something on an
 * allocator, and jqwik runs through all combinations of the parameters, what was built serves several tries: turn that off with
 * {@code @Property(generation = GenerationMode.RANDOMIZED)}.
 *
 * <p>On the class path jqwik finds this, and {@link AllocatorLifecycle}, by itself. A module cannot provide services of
 * another one that may be missing: where the testkit is on the module path, extend both classes in the module of the
 * properties, and let that provide them.
 */
@SuppressWarnings("exports") // of a module that only those need whose properties are of jqwik
public class AllocatorArbitraryProvider implements ArbitraryProvider {
    private static final Set<Class<?>> PROVIDED_TYPES = Set.of(Allocator.class, Backend.class, AllocatorProgram.class);

    /** Made by jqwik. */
    public AllocatorArbitraryProvider() {}

    @Override
    public boolean canProvideFor(TypeUsage targetType) {
        return PROVIDED_TYPES.stream().anyMatch(targetType::isOfType);
    }

    @Override
    public Set<Arbitrary<?>> provideFor(TypeUsage targetType, SubtypeProvider subtypeProvider) {
        final BackendChoice choice = targetType
                .findAnnotation(OnBackends.class)
                .map(BackendChoice::of)
                .orElseGet(() -> PropertyAllocators.current().choice());
        final Arbitrary<Backend> backends = Arbitraries.of(choice.backends());
        if (targetType.isOfType(Backend.class)) {
            return Set.of(backends);
        }
        if (targetType.isOfType(AllocatorProgram.class)) {
            return Set.of(Arbitraries.fromGenerator(
                    random -> new ShrinkableProgram(choice.program(random).steps())));
        }
        return Set.of(backends.map(backend -> new TryAllocator(PropertyAllocators.current(), choice, backend)));
    }
}
