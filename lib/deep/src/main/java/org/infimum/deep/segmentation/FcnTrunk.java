package org.infimum.deep.segmentation;

import java.util.ArrayList;
import java.util.List;

/**
 * The convolutional layers of a {@link Fcn} below its scores: five blocks of 3x3 convolutions with ReLU, 2x2 max pooling with stride 2 after each, and the classifier's
 * fully connected layers as convolutions. The names of the layers are those of Keras's published weights.
 */
public enum FcnTrunk {
    /** Ours, for small images: one convolution a block, of 32, 64, 128, 256 and 256 filters; fc6 is 3x3 and has 512 filters, like fc7. */
    SMALL(new int[][] {{1, 32}, {1, 64}, {1, 128}, {1, 256}, {1, 256}}, 3, 512),
    /** VGG-16 (Simonyan and Zisserman, ICLR 2015), the paper's: 2, 2, 3, 3 and 3 convolutions; fc6 is 7x7 and has 4,096 filters, like fc7. */
    VGG16(new int[][] {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}}, 7, 4096);

    private final int[][] blocks;
    private final int kernel;
    private final int units;

    FcnTrunk(int[][] blocks, int kernel, int units) {
        this.blocks = blocks;
        this.kernel = kernel;
        this.units = units;
    }

    /** The convolutions and filters of each block. */
    int blocks() {
        return blocks.length;
    }

    /** The convolutions of a block, from 1. */
    int convolutions(int block) {
        return blocks[block - 1][0];
    }

    /** The filters of the convolutions of a block, from 1, at fraction 1. */
    int filters(int block) {
        return blocks[block - 1][1];
    }

    static String convolution(int block, int index) {
        return "block" + block + "_conv" + index;
    }

    static String pooling(int block) {
        return "block" + block + "_pool";
    }

    /** Height and width of fc6. */
    int kernel() {
        return kernel;
    }

    /** The filters of fc6 and fc7 at fraction 1. */
    int units() {
        return units;
    }

    /**
     * The convolutions below the classifier, by the names of their layers, from the image on.
     *
     * @return the names
     */
    public List<String> convolutions() {
        List<String> names = new ArrayList<>();
        for (int block = 1; block <= blocks(); block++) {
            for (int index = 1; index <= convolutions(block); index++) names.add(convolution(block, index));
        }
        return names;
    }
}
