package org.infimum.deep.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The real CIFAR-10 for tests, where INFIMUM_DATASETS has it; nothing is downloaded. */
final class RealCifar {
    private RealCifar() {}

    /** Skips the test where there is none. */
    static Split load(Path empty) throws IOException {
        String folder = System.getenv(DatasetStore.VARIABLE);
        boolean here = folder != null && !folder.isBlank() && Files.isDirectory(Path.of(folder, "cifar-10"));
        if (!here) System.out.println("skipped: no CIFAR-10");
        Assumptions.assumeTrue(here, "skipped: no CIFAR-10");
        return Datasets.named(
                "cifar-10",
                new DatasetStore(DatasetCatalogue.standard(), Optional.of(Path.of(folder)), empty).offline());
    }
}
