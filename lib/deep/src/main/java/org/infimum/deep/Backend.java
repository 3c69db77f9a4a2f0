package org.infimum.deep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.Nd4jCpu;

/**
 * The native library that runs the networks: which it is, on how many threads, and whether oneDNN's kernels are on.
 *
 * <p>{@link #start} is called by everything here that makes or trains a network; call it yourself before the first use of ND4J
 * if you want its check of the graphics card before ND4J's own failure.
 */
public final class Backend {
    /** Deeplearning4j's switch for its oneDNN and cuDNN helpers; "true" turns them off. */
    public static final String HELPERS_DISABLED = "org.eclipse.deeplearning4j.helpers.disable";

    private static final double OLDEST_GPU = 3.7;
    private static final double NEWEST_GPU = 8.6;

    private Backend() {}

    /**
     * Turns oneDNN's kernels on unless the user has set the switch {@value #HELPERS_DISABLED}, and, with the CUDA back end on the
     * class path, checks the graphics cards. Cheap after the first call; layers read the switch when they are made.
     *
     * @throws IllegalStateException if the CUDA back end is on the class path and no card can run it
     */
    public static void start() {
        if (System.getProperty(HELPERS_DISABLED) == null) {
            System.setProperty(HELPERS_DISABLED, "false");
        }
        if (hasCuda()) {
            requireUsable(computeCapabilities());
        }
    }

    /**
     * One line for a notebook's first cell.
     *
     * @return back end, threads, whether oneDNN is on, and the data type
     */
    public static String describe() {
        start();
        String name = Nd4j.getBackend().getClass().getSimpleName().replace("Backend", "");
        String threads = Nd4j.getEnvironment().maxMasterThreads() + " threads";
        return name + ", " + threads + ", " + (oneDnn() ? "oneDNN on" : "oneDNN off") + ", "
                + Nd4j.dataType().name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether networks made now run on oneDNN's kernels.
     *
     * @return true if the native library holds oneDNN and the helpers are allowed
     */
    public static boolean oneDnn() {
        start();
        return !hasCuda()
                && !Boolean.getBoolean(HELPERS_DISABLED)
                && Nd4j.getEnvironment().helpersAllowed()
                && Nd4jCpu.Environment.getInstance().isUseMKLDNN();
    }

    /**
     * Whether networks run on the processor and not on a graphics card. Loads ND4J's native library.
     *
     * @return true if they do
     */
    public static boolean onProcessor() {
        start();
        Nd4j.getBackend();
        return !hasCuda();
    }

    /**
     * Checks compute capabilities against what nd4j-cuda-11.6 holds machine code for: 3.7 to 8.6, and no PTX that a newer card
     * could compile.
     *
     * @param capabilities the cards' compute capabilities, "8.6" say
     * @throws IllegalStateException if none is in the range; one sentence that names them and what to do
     */
    static void requireUsable(List<String> capabilities) {
        boolean usable = capabilities.stream()
                .mapToDouble(Backend::capability)
                .anyMatch(capability -> capability >= OLDEST_GPU && capability <= NEWEST_GPU);
        if (!usable) {
            throw new IllegalStateException("The CUDA back end (nd4j-cuda-11.6) runs on GPUs of compute capability "
                    + OLDEST_GPU + " to " + NEWEST_GPU + " only, and this machine has "
                    + (capabilities.isEmpty() ? "none that nvidia-smi reports" : String.join(", ", capabilities))
                    + "; build without -Pcuda to run on the processor.");
        }
    }

    private static double capability(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static boolean hasCuda() {
        return Backend.class.getResource("/org/nd4j/linalg/jcublas/JCublasBackend.class") != null;
    }

    private static List<String> computeCapabilities() {
        try {
            Process query = new ProcessBuilder("nvidia-smi", "--query-gpu=compute_cap", "--format=csv,noheader")
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(query.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!query.waitFor(20, TimeUnit.SECONDS) || query.exitValue() != 0) {
                return List.of();
            }
            return Arrays.stream(answer.split("\\R"))
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
