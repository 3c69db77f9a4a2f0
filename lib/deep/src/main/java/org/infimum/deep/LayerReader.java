package org.infimum.deep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.infimum.network.Affine;
import org.infimum.network.Convolution;
import org.infimum.network.Dense;
import org.infimum.network.Layer;
import org.infimum.network.Pooling;
import org.infimum.network.Shape;
import org.infimum.network.Window;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads one Deeplearning4j layer with its weights. */
final class LayerReader {
    private final String name;
    private final org.deeplearning4j.nn.api.Layer layer;
    private final org.deeplearning4j.nn.conf.layers.Layer configuration;
    private boolean softmax;

    /**
     * The reader of a layer.
     *
     * @param name how messages call the layer
     * @param layer the layer
     */
    LayerReader(String name, org.deeplearning4j.nn.api.Layer layer) {
        this.layer = layer;
        this.configuration = unfrozen(layer.conf().getLayer());
        String own = configuration.getLayerName();
        this.name = own == null || name.contains(own) ? name : name + " (" + own + ")";
    }

    private static org.deeplearning4j.nn.conf.layers.Layer unfrozen(org.deeplearning4j.nn.conf.layers.Layer given) {
        if (given instanceof FrozenLayer frozen) {
            return unfrozen(frozen.getLayer());
        }
        return given instanceof FrozenLayerWithBackprop frozen ? unfrozen(frozen.getUnderlying()) : given;
    }

    /** Whether the last {@link #read} left a softmax out. */
    boolean softmax() {
        return softmax;
    }

    /** Checks that a preprocessor only renames the shape, as core's flat activations do without one. */
    void requireShape(InputPreProcessor processor, Shape shape) {
        if (processor == null || processor instanceof CnnToFeedForwardPreProcessor) {
            return;
        }
        if (processor instanceof FeedForwardToCnnPreProcessor image) {
            Shape wanted = NetworkReader.shape(image, null);
            if (!wanted.equals(shape)) {
                throw new IllegalArgumentException(name + " takes its input as an image of " + wanted + ", but it is "
                        + shape + "; give that shape as the network's input.");
            }
            return;
        }
        throw new IllegalArgumentException(
                name + " has the preprocessor " + processor.getClass().getSimpleName() + ", which cannot be read.");
    }

    /**
     * The layers of the model that do the same.
     *
     * @param shape the input's shape
     * @param last whether a softmax may be left out
     * @return no layer, one, or a layer and its activation
     */
    List<Layer> read(Shape shape, boolean last) {
        Class<?> kind = configuration.getClass();
        List<Layer> read = new ArrayList<>();
        if (kind == DenseLayer.class) {
            if (((DenseLayer) configuration).hasLayerNorm()) {
                throw refused("with layer normalisation");
            }
            read.add(dense((FeedForwardLayer) configuration, shape));
            activation(read, last);
        } else if (kind == OutputLayer.class) {
            read.add(dense((BaseOutputLayer) configuration, shape));
            activation(read, last);
        } else if (kind == ConvolutionLayer.class || kind == Convolution2D.class) {
            read.add(convolution((ConvolutionLayer) configuration, shape));
            activation(read, last);
        } else if (kind == SubsamplingLayer.class) {
            read.add(pooling((SubsamplingLayer) configuration, shape));
        } else if (kind == GlobalPoolingLayer.class) {
            read.add(global((GlobalPoolingLayer) configuration, shape));
        } else if (kind == BatchNormalization.class) {
            // Deeplearning4j does not apply the activation that this configuration inherits
            read.add(scaling((BatchNormalization) configuration, shape));
        } else if (kind == ActivationLayer.class || kind == LossLayer.class) {
            activation(read, last);
        } else if (kind != DropoutLayer.class) {
            throw refused("");
        }
        return read;
    }

    private IllegalArgumentException refused(String how) {
        return new IllegalArgumentException(
                name + " is a " + configuration.getClass().getSimpleName()
                        + (how.isEmpty() ? "" : " " + how)
                        + ", which cannot be read; no bound is known for it here.");
    }

    private void activation(List<Layer> read, boolean last) {
        org.nd4j.linalg.activations.IActivation function = configuration instanceof ActivationLayer activation
                ? activation.getActivationFn()
                : ((org.deeplearning4j.nn.conf.layers.BaseLayer) configuration).getActivationFn();
        softmax = last && Activations.isSoftmax(function);
        if (!softmax) {
            Activations.read(function, name).ifPresent(read::add);
        }
    }

    private Dense dense(FeedForwardLayer dense, Shape shape) {
        int inputs = Math.toIntExact(dense.getNIn());
        int outputs = Math.toIntExact(dense.getNOut());
        if (inputs != shape.size()) {
            throw new IllegalArgumentException(
                    name + " takes " + inputs + " inputs, but " + shape.size() + " (" + shape + ") come to it.");
        }
        // W is inputs x outputs and a column-major view: dup puts it in the order output by output
        double[] weights = layer.getParam("W").transpose().dup('c').data().asDouble();
        return new Dense(outputs, inputs, weights, bias(outputs));
    }

    private double[] bias(int outputs) {
        INDArray bias = layer.paramTable().get("b");
        return bias == null ? new double[outputs] : bias.dup('c').data().asDouble();
    }

    private Convolution convolution(ConvolutionLayer convolution, Shape shape) {
        if (convolution.getCnn2dDataFormat() != CNN2DFormat.NCHW) {
            throw refused("in NHWC order");
        }
        Window window = window(
                convolution.getKernelSize(),
                convolution.getStride(),
                convolution.getPadding(),
                convolution.getDilation(),
                convolution.getConvolutionMode(),
                shape);
        if (convolution.getNIn() != shape.channels()) {
            throw new IllegalArgumentException(
                    name + " takes " + convolution.getNIn() + " channels, but an input of " + shape + " comes to it.");
        }
        int filters = Math.toIntExact(convolution.getNOut());
        return new Convolution(
                shape, filters, window, layer.getParam("W").dup('c').data().asDouble(), bias(filters));
    }

    private Pooling pooling(SubsamplingLayer pooling, Shape shape) {
        if (pooling.getCnn2dDataFormat() != CNN2DFormat.NCHW) {
            throw refused("in NHWC order");
        }
        Window window = window(
                pooling.getKernelSize(),
                pooling.getStride(),
                pooling.getPadding(),
                pooling.getDilation(),
                pooling.getConvolutionMode(),
                shape);
        boolean padded = window.top() + window.left() + window.bottom() + window.right() > 0;
        if (pooling.getPoolingType() == PoolingType.AVG && pooling.isAvgPoolIncludePadInDivisor() && padded) {
            throw refused("that counts padding in its averages");
        }
        return new Pooling(kind(pooling.getPoolingType()), window);
    }

    private Pooling global(GlobalPoolingLayer pooling, Shape shape) {
        int[] dimensions = pooling.getPoolingDimensions();
        if (dimensions != null && !Arrays.equals(dimensions, new int[] {2, 3})) {
            throw refused("over the dimensions " + Arrays.toString(dimensions));
        }
        return Pooling.global(kind(pooling.getPoolingType()), shape);
    }

    private Pooling.Kind kind(PoolingType type) {
        return switch (type) {
            case MAX -> Pooling.Kind.MAX;
            case AVG -> Pooling.Kind.AVERAGE;
            default -> throw refused("of type " + type);
        };
    }

    private Window window(int[] size, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode, Shape shape) {
        if (dilation != null && (dilation[0] != 1 || dilation[1] != 1)) {
            throw refused("with dilation " + dilation[0] + " x " + dilation[1]);
        }
        if (mode == ConvolutionMode.Causal) {
            throw refused("in mode Causal");
        }
        int[] before = padding.clone();
        int[] after = padding.clone();
        if (mode == ConvolutionMode.Same) {
            int[] pixels = {shape.height(), shape.width()};
            for (int axis = 0; axis < 2; axis++) {
                int outputs = (pixels[axis] + stride[axis] - 1) / stride[axis];
                int all = Math.max(0, (outputs - 1) * stride[axis] + size[axis] - pixels[axis]);
                before[axis] = all / 2;
                after[axis] = all - all / 2;
            }
        }
        return new Window(size[0], size[1], stride[0], stride[1], before[0], before[1], after[0], after[1]);
    }

    private Affine scaling(BatchNormalization norm, Shape shape) {
        int channels = Math.toIntExact(norm.getNOut());
        if (shape.channels() != channels) {
            throw new IllegalArgumentException(name + " normalises " + channels + " channels, but an input of " + shape
                    + " comes to it; a batch normalisation of a flattened image cannot be read.");
        }
        boolean locked = norm.isLockGammaBeta();
        double[] gamma = locked ? null : values(BatchNormalizationParamInitializer.GAMMA);
        double[] beta = locked ? null : values(BatchNormalizationParamInitializer.BETA);
        double[] mean = values(BatchNormalizationParamInitializer.GLOBAL_MEAN);
        double[] spread = values(
                norm.isUseLogStd()
                        ? BatchNormalizationParamInitializer.GLOBAL_LOG_STD
                        : BatchNormalizationParamInitializer.GLOBAL_VAR);
        double[] scale = new double[channels];
        double[] shift = new double[channels];
        for (int c = 0; c < channels; c++) {
            double variance = norm.isUseLogStd() ? Math.pow(10, 2 * spread[c]) : spread[c];
            scale[c] = (locked ? norm.getGamma() : gamma[c]) / Math.sqrt(variance + norm.getEps());
            shift[c] = (locked ? norm.getBeta() : beta[c]) - scale[c] * mean[c];
        }
        return new Affine(scale, shift);
    }

    private double[] values(String key) {
        return layer.getParam(key).dup('c').data().asDouble();
    }
}
