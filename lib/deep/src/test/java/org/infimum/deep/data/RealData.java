package org.infimum.deep.data;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The real data sets for tests, where INFIMUM_DATASETS has them; nothing is downloaded. */
final class RealData {
    private RealData() {}

    /**
     * A store that has all the files of a data set. Skips the test where there is none: no folder, or a folder that holds the data in
     * another layout. A file that is there but is not the right one does not skip it.
     */
    static DatasetStore store(String dataset, Path empty) {
        String folder = System.getenv(DatasetStore.VARIABLE);
        boolean named = folder != null && !folder.isBlank();
        DatasetStore store = new DatasetStore(
                        DatasetCatalogue.standard(), named ? Optional.of(Path.of(folder)) : Optional.empty(), empty)
                .offline();
        boolean here = store.available().stream()
                .anyMatch(status ->
                        status.name().equals(dataset) && status.missing().isEmpty());
        if (!here) System.out.println("skipped: no " + dataset);
        Assumptions.assumeTrue(here, "skipped: no " + dataset);
        return store;
    }
}
