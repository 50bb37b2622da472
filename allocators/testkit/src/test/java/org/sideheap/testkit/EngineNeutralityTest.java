package org.sideheap.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.Allocator;

/** The testkit where there is neither JUnit nor jqwik: with what its module requires, and nothing else. */
@Tag("once")
class EngineNeutralityTest {
    private static final List<Class<?>> REQUIRED =
            List.of(DirectBuffer.class, Allocator.class, AllocatorContract.class);

    @Test
    void runsAContractOnTheClassPath() throws Exception {
        final URL[] classPath =
                REQUIRED.stream().map(EngineNeutralityTest::locationOf).toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            runsAContract(loader);
        }
    }

    @Test
    void runsAContractOnTheModulePath() throws Exception {
        final Path[] modulePath = REQUIRED.stream()
                .map(EngineNeutralityTest::locationOf)
                .map(EngineNeutralityTest::pathOf)
                .toArray(Path[]::new);
        final ModuleLayer boot = ModuleLayer.boot();
        final Configuration resolved = boot.configuration()
                .resolveAndBind(ModuleFinder.of(modulePath), ModuleFinder.of(), Set.of("org.sideheap.testkit"));
        assertEquals(
                Set.of("org.agrona", "org.sideheap.allocators", "org.sideheap.testkit"),
                resolved.modules().stream().map(module -> module.name()).collect(Collectors.toSet()));
        final ModuleLayer layer = boot.defineModulesWithOneLoader(resolved, ClassLoader.getPlatformClassLoader());
        runsAContract(layer.findLoader("org.sideheap.testkit"));
    }

    private static void runsAContract(ClassLoader loader) throws Exception {
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass(Test.class.getName()));
        final Class<?> contract = loader.loadClass(AllocatorContract.class.getName());
        final Class<?> backends = loader.loadClass(Backends.class.getName());
        final Object stack = backends.getMethod("named", String.class).invoke(null, "stack");
        contract.getMethod("verify")
                .invoke(contract.getConstructor(stack.getClass()).newInstance(stack));
    }

    private static URL locationOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static Path pathOf(URL location) {
        try {
            return Path.of(location.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
