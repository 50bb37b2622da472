package org.sideheap.testkit;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The backends an {@link OnBackends} leaves, at least one, and how to open them. */
final class BackendChoice {
    /** What there is without any annotation. */
    static final BackendChoice ALL = of(All.class.getAnnotation(OnBackends.class));

    private final List<Backend> backends;
    private final long byteCapacity;
    private final long blockByteSize;

    @OnBackends
    private static final class All {}

    private BackendChoice(List<Backend> backends, long byteCapacity, long blockByteSize) {
        this.backends = backends;
        this.byteCapacity = byteCapacity;
        this.blockByteSize = blockByteSize;
    }

    /**
     * Follows an annotation.
     *
     * @throws IllegalArgumentException when it names what there is not, or leaves nothing
     */
    static BackendChoice of(OnBackends onBackends) {
        Opening.checkSizes("@OnBackends: ", onBackends.byteCapacity(), onBackends.blockByteSize());
        return new BackendChoice(backends(onBackends), onBackends.byteCapacity(), onBackends.blockByteSize());
    }

    private static List<Backend> backends(OnBackends onBackends) {
        final List<Trait> having = List.of(onBackends.having());
        final List<Trait> lacking = List.of(onBackends.lacking());
        final List<String> except = List.of(onBackends.except());
        final Narrowing narrowing = new Narrowing(candidates(onBackends.from()), List.of(onBackends.from()));
        narrowing.toNames(List.of(onBackends.value()));
        narrowing.to("having", having, backend -> backend.traits().containsAll(having));
        narrowing.to("lacking", lacking, backend -> lacking.stream().noneMatch(backend::has));
        narrowing.checkNames(except);
        narrowing.to("except", except, backend -> !except.contains(backend.name()));
        return narrowing.left();
    }

    private static List<Backend> candidates(Class<? extends Supplier<? extends Collection<Backend>>>[] from) {
        if (from.length == 0) {
            return Backends.all();
        }
        final List<Backend> supplied = new ArrayList<>();
        for (final Class<? extends Supplier<? extends Collection<Backend>>> supplier : from) {
            supplied.addAll(made(supplier).get());
        }
        return supplied;
    }

    private static <T> T made(Class<T> supplier) {
        try {
            final Constructor<T> constructor = supplier.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "@OnBackends: the constructor of " + supplier.getName() + " threw " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "@OnBackends: " + supplier.getName()
                            + " must be a class, top-level or static, with a constructor without parameters",
                    e);
        }
    }

    /** At least one. */
    List<Backend> backends() {
        return backends;
    }

    OpenBackend open(Backend backend) {
        return countedApart(backend).open(byteCapacity, blockByteSize);
    }

    /** A program with the sizes that one of the backends has use for. */
    AllocatorProgram program(Random random) {
        final Backend backend = backends.get(random.nextInt(backends.size()));
        return new AllocatorProgramGenerator(backend, byteCapacity, blockByteSize, random.nextLong())
                .program(AllocatorContract.DEFAULT_STEP_COUNT);
    }

    /** Who shares an allocator with the whole process is told of its own leaks, and not of those of other threads. */
    private static Backend countedApart(Backend backend) {
        return backend.has(Trait.PROCESS_WIDE)
                ? new Backend(
                        backend.name(),
                        backend.traits(),
                        opening -> new CountedAllocator(backend.opener().open(opening)))
                : backend;
    }

    /** The call that opens a backend, where it is a built-in one. */
    String toJava(Backend backend) {
        return backend.toJava(backend.name()) + ".open(" + byteCapacity + ", " + blockByteSize + ")";
    }

    /** What is left, and why no more is. */
    private static final class Narrowing {
        private final List<Backend> candidates;
        private final StringBuilder account;
        private List<Backend> left;

        Narrowing(List<Backend> candidates, List<Class<?>> from) {
            this.candidates = candidates;
            left = candidates;
            account = new StringBuilder("@OnBackends leaves no backend: ").append(candidates.size());
            account.append(" in ").append(from.isEmpty() ? "Backends.all()" : from);
            checkNotEmpty();
        }

        void toNames(List<String> names) {
            checkNames(names);
            if (!names.isEmpty()) {
                final Set<Backend> named = new LinkedHashSet<>();
                names.forEach(name -> candidates.stream()
                        .filter(backend -> backend.name().equals(name))
                        .forEach(named::add));
                left = List.copyOf(named);
                account.append(", named ").append(names).append(' ').append(left.size());
            }
        }

        void to(String what, List<?> ofThese, Predicate<Backend> filter) {
            if (!ofThese.isEmpty()) {
                left = left.stream().filter(filter).toList();
                account.append(", of those ").append(what).append(' ').append(ofThese);
                account.append(' ').append(left.size());
                checkNotEmpty();
            }
        }

        void checkNames(List<String> names) {
            for (final String name : names) {
                if (candidates.stream().noneMatch(backend -> backend.name().equals(name))) {
                    throw new IllegalArgumentException(
                            "@OnBackends: no backend is named \"" + name + "\", there are " + candidates);
                }
            }
        }

        private void checkNotEmpty() {
            if (left.isEmpty()) {
                throw new IllegalArgumentException(account.toString());
            }
        }

        List<Backend> left() {
            return List.copyOf(left);
        }
    }
}
