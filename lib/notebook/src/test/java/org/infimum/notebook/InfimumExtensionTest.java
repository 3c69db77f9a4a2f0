package org.infimum.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.ServiceLoader;
import org.dflib.jjava.jupyter.Extension;
import org.junit.jupiter.api.Test;

class InfimumExtensionTest {
    @Test
    void theKernelFindsItAsAService() {
        List<Class<? extends Extension>> found = ServiceLoader.load(Extension.class).stream()
                .<Class<? extends Extension>>map(ServiceLoader.Provider::type)
                .toList();
        assertEquals(List.of(InfimumExtension.class), found);
    }

    @Test
    void theEnvironmentNamesTheVersionThatTheBuildWrote() {
        Environment environment = Notebook.environment().with("seed", 7).with(java.util.Map.of("threads", 2));
        String version = environment.entries().get(0).getValue();
        assertTrue(version.matches("\\d+\\.\\d+.*"), version);
        assertTrue(environment.toString().contains("seed        7"), environment.toString());
        assertTrue(environment.show().data().get("text/html").toString().contains("threads"));
    }
}
