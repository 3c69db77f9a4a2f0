package org.nd4j.nativeblas;

/**
 * Tells Deeplearning4j 1.0.0-M2.1 that its native library holds oneDNN.
 *
 * <p>Its convolution helpers ask a class of this name by reflection; the class has moved in that release, so the helpers
 * stay off and LeNet trains four times slower. Nothing of Infimum uses this class; it answers from the native library's own
 * build information, because forcing the helpers on a library without oneDNN leaks memory.
 */
public final class Nd4jCpu {
    private Nd4jCpu() {}

    /** The part of the moved class that is asked. */
    public static final class Environment {
        private Environment() {}

        /**
         * The one instance.
         *
         * @return an instance
         */
        public static Environment getInstance() {
            return new Environment();
        }

        /**
         * Whether the native library was built with oneDNN.
         *
         * @return true if it was
         */
        public boolean isUseMKLDNN() {
            String build = NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo();
            return build != null && build.contains("HAVE_ONEDNN");
        }
    }
}
