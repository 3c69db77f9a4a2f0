package org.infimum.deep.detection;

import java.util.ArrayList;
import java.util.List;

/**
 * The convolutional layers below ROI pooling. The names of the layers are those of the published weights.
 */
public enum Trunk {
    /** Ours, for small images: 3x3 convolutions of 32, 64, 128 and 128 filters, 2x2 max pooling after each but the last; stride 8. */
    SMALL(8, 6, 256) {
        @Override
        List<Stage> stages() {
            return small(3);
        }
    },
    /** The same with another pooling and another convolution of 128 filters; stride 16. */
    SMALL_STRIDE_16(16, 6, 256) {
        @Override
        List<Stage> stages() {
            return small(4);
        }
    },
    /**
     * AlexNet as the authors have it (their CaffeNet, model S), without the last pooling: conv1 to conv5, padded so that every pixel of the
     * feature map stands over its 16 x 16 pixels; the two groups of channels of the original are one. Stride 16.
     */
    ALEXNET(16, 6, 4096) {
        @Override
        List<Stage> stages() {
            return List.of(
                    Stage.convolution("conv1", 96, 11, 4, 5),
                    Stage.pooling("pool1", 3, 1),
                    Stage.normalisation("norm1"),
                    Stage.convolution("conv2", 256, 5, 1, 2),
                    Stage.pooling("pool2", 3, 1),
                    Stage.normalisation("norm2"),
                    Stage.convolution("conv3", 384, 3, 1, 1),
                    Stage.convolution("conv4", 384, 3, 1, 1),
                    Stage.convolution("conv5", 256, 3, 1, 1));
        }
    },
    /** VGG-16 (Simonyan and Zisserman, ICLR 2015) without the last pooling, the layers named as in Keras; the paper's model L. Stride 16. */
    VGG16(16, 7, 4096) {
        @Override
        List<Stage> stages() {
            int[] convolutions = {2, 2, 3, 3, 3};
            int[] filters = {64, 128, 256, 512, 512};
            List<Stage> stages = new ArrayList<>();
            for (int block = 0; block < filters.length; block++) {
                for (int k = 1; k <= convolutions[block]; k++) {
                    stages.add(Stage.convolution("block" + (block + 1) + "_conv" + k, filters[block], 3, 1, 1));
                }
                if (block + 1 < filters.length) {
                    stages.add(Stage.pooling("block" + (block + 1) + "_pool", 2, 0));
                }
            }
            return stages;
        }
    };

    private final int stride;
    private final int pooled;
    private final int units;

    Trunk(int stride, int pooled, int units) {
        this.stride = stride;
        this.pooled = pooled;
        this.units = units;
    }

    /**
     * Pixels of the image from one pixel of the feature map to the next.
     *
     * @return the stride
     */
    public int stride() {
        return stride;
    }

    /**
     * The height and width to which regions are pooled unless the options say otherwise: 7 for VGG-16, 6 for the others.
     *
     * @return in pixels
     */
    public int pooledSize() {
        return pooled;
    }

    /**
     * The convolutions, by the names of their layers, from the image on.
     *
     * @return the names
     */
    public List<String> convolutions() {
        return stages().stream()
                .filter(stage -> stage.kind() == Stage.Kind.CONVOLUTION)
                .map(Stage::name)
                .toList();
    }

    /** The units of each of the two fully connected layers at fraction 1. */
    int units() {
        return units;
    }

    abstract List<Stage> stages();

    private static List<Stage> small(int poolings) {
        int[] filters = {32, 64, 128, 128, 128};
        List<Stage> stages = new ArrayList<>();
        for (int k = 0; k <= poolings; k++) {
            stages.add(Stage.convolution("conv" + (k + 1), filters[k], 3, 1, 1));
            if (k < poolings) {
                stages.add(Stage.pooling("pool" + (k + 1), 2, 0));
            }
        }
        return stages;
    }

    /**
     * One layer.
     *
     * @param filters of a convolution
     * @param kernel height and width of the window
     */
    record Stage(String name, Kind kind, int filters, int kernel, int stride, int padding) {
        enum Kind {
            CONVOLUTION,
            POOLING,
            NORMALISATION
        }

        static Stage convolution(String name, int filters, int kernel, int stride, int padding) {
            return new Stage(name, Kind.CONVOLUTION, filters, kernel, stride, padding);
        }

        static Stage pooling(String name, int kernel, int padding) {
            return new Stage(name, Kind.POOLING, 0, kernel, 2, padding);
        }

        static Stage normalisation(String name) {
            return new Stage(name, Kind.NORMALISATION, 0, 0, 0, 0);
        }
    }
}
