package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.allocators.Allocator;

/** Whatever is public in a class of Agrona can be called in its namesake here with the same arguments. */
class AgronaSurfaceTest {
    /** Heap memory moves: an array cannot be wrapped. */
    private static final Set<String> LIST_WITHOUT = Set.of("LongArrayList(long[], int, long)", "wrap(long[], int)");

    private static Stream<Namesakes> namesakes() {
        return Stream.of(
                new Namesakes(org.agrona.collections.LongArrayList.class, LongArrayList.class, LIST_WITHOUT),
                new Namesakes(org.agrona.collections.LongArrayQueue.class, LongArrayQueue.class, Set.of()),
                new Namesakes(org.agrona.collections.Long2LongHashMap.class, Long2LongHashMap.class, Set.of()),
                new Namesakes(org.agrona.collections.LongHashSet.class, LongHashSet.class, Set.of()));
    }

    /** A class of Agrona, ours of that name, and what ours has not. */
    private record Namesakes(Class<?> agronas, Class<?> ours, Set<String> without) {
        boolean isNested(Class<?> type) {
            return type.getEnclosingClass() == agronas;
        }

        /** Whether an argument, or an answer, of the one type is one of the other. */
        boolean fits(Class<?> from, Class<?> to) {
            return to.isAssignableFrom(from)
                    || from == agronas && to == ours
                    || from == int.class && to == long.class
                    || isNested(from) && isNested(to, from.getSimpleName());
        }

        private boolean isNested(Class<?> to, String name) {
            return Arrays.stream(ours.getClasses())
                    .anyMatch(nested -> nested.getSimpleName().equals(name) && to.isAssignableFrom(nested));
        }

        boolean takes(Class<?>[] arguments, Class<?>[] parameters) {
            if (arguments.length != parameters.length) {
                return false;
            }
            for (int i = 0; i < arguments.length; i++) {
                if (!fits(arguments[i], parameters[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Constructors are asked for twice: as they are, and with an allocator before the other arguments. */
    @ParameterizedTest
    @MethodSource("namesakes")
    void lacksWhatItSaysAndNothingElse(Namesakes namesakes) {
        final Set<String> missing = new TreeSet<>();
        addMissingMethods(namesakes, missing);
        addMissingConstructors(namesakes, missing);
        assertEquals(namesakes.without, missing);
    }

    private static void addMissingMethods(Namesakes namesakes, Set<String> missing) {
        for (final Method method : namesakes.agronas.getMethods()) {
            if (method.getDeclaringClass() != Object.class && !method.isBridge()) {
                final boolean isThere = Arrays.stream(namesakes.ours.getMethods())
                        .anyMatch(own -> own.getName().equals(method.getName())
                                && Modifier.isStatic(own.getModifiers()) == Modifier.isStatic(method.getModifiers())
                                && namesakes.takes(method.getParameterTypes(), own.getParameterTypes())
                                && answersAs(namesakes, own, method));
                if (!isThere) {
                    missing.add(signature(method));
                }
            }
        }
    }

    /** An answer of ours can stand where one of theirs does: for a nested class, ours of that name. */
    private static boolean answersAs(Namesakes namesakes, Method own, Method method) {
        final Class<?> type = method.getReturnType();
        return type.isAssignableFrom(own.getReturnType())
                || type == namesakes.agronas && own.getReturnType() == namesakes.ours
                || namesakes.isNested(type)
                        && own.getReturnType().getSimpleName().equals(type.getSimpleName());
    }

    private static void addMissingConstructors(Namesakes namesakes, Set<String> missing) {
        for (final Constructor<?> constructor : namesakes.agronas.getConstructors()) {
            final Class<?>[] arguments = constructor.getParameterTypes();
            final Class<?>[] withAllocator = Stream.concat(Stream.of(Allocator.class), Arrays.stream(arguments))
                    .toArray(Class<?>[]::new);
            for (final Class<?>[] wanted : new Class<?>[][] {arguments, withAllocator}) {
                if (Arrays.stream(namesakes.ours.getConstructors())
                        .noneMatch(own -> namesakes.takes(wanted, own.getParameterTypes()))) {
                    missing.add(signature(constructor));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("namesakes")
    void isAllThatItIs(Namesakes namesakes) throws ReflectiveOperationException {
        for (Class<?> type = namesakes.agronas; type != null; type = type.getSuperclass()) {
            for (final Class<?> implemented : type.getInterfaces()) {
                assertTrue(implemented.isAssignableFrom(namesakes.ours), implemented::toString);
            }
        }
        for (final var field : namesakes.agronas.getFields()) {
            assertEquals(
                    field.get(null), namesakes.ours.getField(field.getName()).get(null));
        }
        for (final Class<?> nested : namesakes.agronas.getClasses()) {
            assertTrue(
                    Arrays.stream(namesakes.ours.getClasses())
                            .anyMatch(own -> own.getSimpleName().equals(nested.getSimpleName())),
                    nested::toString);
        }
    }

    private static String signature(Executable executable) {
        final String name = executable.getName();
        return name.substring(name.lastIndexOf('.') + 1)
                + Arrays.stream(executable.getParameterTypes())
                        .map(Class::getSimpleName)
                        .toList()
                        .toString()
                        .replace('[', '(')
                        .replace(']', ')')
                        .replace("()", "[]")
                        .replaceFirst("\\[]$", "()");
    }
}
