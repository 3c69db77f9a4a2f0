package org.infimum.deep.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.infimum.deep.Backend;

/** oneDNN's native library: whether it can be used here, and what it says of itself. */
final class OneDnnLibrary {
    private OneDnnLibrary() {}

    /** Why the library cannot be used, one sentence; empty where it can. Loads it at the first call. */
    static Optional<String> obstacle() {
        return Loaded.OBSTACLE;
    }

    static String version() {
        dnnl_version_t version = dnnl.dnnl_version();
        return version.major() + "." + version.minor();
    }

    /** Whether the processor's widest vectors that the library uses are AVX2's, where its own order of preference is not the fastest. */
    static boolean avx2() {
        int isa = dnnl.dnnl_get_effective_cpu_isa();
        return isa == dnnl.dnnl_cpu_isa_avx2
                || isa == dnnl.dnnl_cpu_isa_avx2_vnni
                || isa == dnnl.dnnl_cpu_isa_avx2_vnni_2;
    }

    private static final class Loaded {
        static final Optional<String> OBSTACLE = load();

        private static Optional<String> load() {
            // ND4J first, so that both libraries share the one OpenMP runtime that it maps
            if (!Backend.onProcessor()) {
                return Optional.of("The networks run on a graphics card, not on oneDNN.");
            }
            try {
                Loader.load(dnnl.class);
                new engine(engine.kind.cpu, 0).deallocate();
                return Optional.empty();
            } catch (LinkageError | RuntimeException e) {
                return Optional.of("oneDNN's native library for " + Loader.getPlatform()
                        + " cannot be loaded, so all layers are Deeplearning4j's own ("
                        + withoutPath(e.getMessage()) + ").");
            }
        }

        /** Java lists every folder that it looked into. */
        private static String withoutPath(String message) {
            return String.valueOf(message).replaceAll("(?s)(java\\.library\\.path):.*", "$1");
        }
    }
}
