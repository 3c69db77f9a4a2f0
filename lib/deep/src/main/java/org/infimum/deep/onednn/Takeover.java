package org.infimum.deep.onednn;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.layers.normalization.LocalResponseNormalization;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * One kind of layer that oneDNN can run: which of Deeplearning4j's layers it replaces, what speaks against a given one, and the
 * replacement.
 *
 * @param standard Deeplearning4j's class, of which no subclass counts
 * @param fast the class that replaces it
 * @param images whether it takes and gives images in any format
 * @param keepsFormat whether its output is in the format of its input
 * @param maker makes the replacement
 * @param restore makes the standard layer
 * @param check finds what speaks against a layer
 * @param <S> Deeplearning4j's class
 */
record Takeover<S extends Layer>(
        Class<S> standard,
        Class<? extends S> fast,
        boolean images,
        boolean keepsFormat,
        Maker maker,
        Restorer restore,
        Check<S> check) {
    /** Makes a replacement. */
    @FunctionalInterface
    interface Maker {
        Layer make(NeuralNetConfiguration conf, DataType type, Place place);
    }

    /** Makes a standard layer. */
    @FunctionalInterface
    interface Restorer {
        Layer make(NeuralNetConfiguration conf, DataType type);
    }

    /** Finds an obstacle. */
    @FunctionalInterface
    interface Check<S> {
        Optional<String> obstacle(S layer);
    }

    /** All kinds. */
    static final List<Takeover<?>> KINDS = List.of(
            new Takeover<>(
                    ConvolutionLayer.class,
                    OneDnnConvolution.class,
                    true,
                    false,
                    OneDnnConvolution::new,
                    ConvolutionLayer::new,
                    Takeover::convolution),
            new Takeover<>(
                    SubsamplingLayer.class,
                    OneDnnPooling.class,
                    true,
                    false,
                    OneDnnPooling::new,
                    SubsamplingLayer::new,
                    Takeover::pooling),
            new Takeover<>(
                    ActivationLayer.class,
                    OneDnnActivation.class,
                    true,
                    true,
                    OneDnnActivation::new,
                    ActivationLayer::new,
                    layer -> function(layer.layerConf().getActivationFn(), false)),
            new Takeover<>(
                    DenseLayer.class,
                    OneDnnDense.class,
                    false,
                    false,
                    OneDnnDense::new,
                    DenseLayer::new,
                    Takeover::dense),
            new Takeover<>(
                    BatchNormalization.class,
                    OneDnnBatchNormalization.class,
                    true,
                    false,
                    OneDnnBatchNormalization::new,
                    BatchNormalization::new,
                    Takeover::batchNormalization),
            new Takeover<>(
                    LocalResponseNormalization.class,
                    OneDnnLocalResponseNormalization.class,
                    true,
                    false,
                    OneDnnLocalResponseNormalization::new,
                    LocalResponseNormalization::new,
                    Takeover::localResponse));

    /** The kind that replaces a standard layer. */
    static Optional<Takeover<?>> of(Layer layer) {
        return KINDS.stream().filter(kind -> kind.standard == layer.getClass()).findFirst();
    }

    /** The kind that a replacement is of. */
    static Optional<Takeover<?>> replaced(Layer layer) {
        return KINDS.stream().filter(kind -> kind.fast == layer.getClass()).findFirst();
    }

    /** Why this layer cannot be replaced; empty if it can. */
    Optional<String> obstacle(Layer layer) {
        return check.obstacle(standard.cast(layer));
    }

    private static Optional<String> convolution(ConvolutionLayer layer) {
        org.deeplearning4j.nn.conf.layers.ConvolutionLayer conf = layer.layerConf();
        Optional<String> obstacle = window(conf.getCnn2dDataFormat(), conf.getConvolutionMode());
        if (obstacle.isPresent()) {
            return obstacle;
        }
        if (conf.getWeightNoise() != null) {
            return Optional.of("it has weight noise");
        }
        return function(conf.getActivationFn(), true);
    }

    private static Optional<String> pooling(SubsamplingLayer layer) {
        org.deeplearning4j.nn.conf.layers.SubsamplingLayer conf = layer.layerConf();
        Optional<String> obstacle = window(conf.getCnn2dDataFormat(), conf.getConvolutionMode());
        if (obstacle.isPresent()) {
            return obstacle;
        }
        return conf.getPoolingType() == PoolingType.MAX || conf.getPoolingType() == PoolingType.AVG
                ? Optional.empty()
                : Optional.of("its pooling is " + conf.getPoolingType());
    }

    private static Optional<String> dense(DenseLayer layer) {
        org.deeplearning4j.nn.conf.layers.DenseLayer conf = layer.layerConf();
        if (conf.hasLayerNorm()) {
            return Optional.of("it has layer normalisation");
        }
        if (conf.getWeightNoise() != null) {
            return Optional.of("it has weight noise");
        }
        return function(conf.getActivationFn(), true);
    }

    private static Optional<String> batchNormalization(BatchNormalization layer) {
        org.deeplearning4j.nn.conf.layers.BatchNormalization conf = layer.layerConf();
        if (conf.getCnn2DFormat() != CNN2DFormat.NCHW) {
            return Optional.of("its data format is " + conf.getCnn2DFormat());
        }
        // with only one of them set the standard forward pass applies neither, but its backward pass does
        boolean half = (conf.getGamma() != 1) != (conf.getBeta() != 0);
        return conf.isLockGammaBeta() && half
                ? Optional.of("its locked gamma is " + conf.getGamma() + " and its locked beta " + conf.getBeta()
                        + ", of which Deeplearning4j applies neither")
                : Optional.empty();
    }

    private static Optional<String> localResponse(LocalResponseNormalization layer) {
        org.deeplearning4j.nn.conf.layers.LocalResponseNormalization conf = layer.layerConf();
        if (conf.getDataFormat() != CNN2DFormat.NCHW) {
            return Optional.of("its data format is " + conf.getDataFormat());
        }
        return conf.getK() > 0 && conf.getAlpha() >= 0
                ? Optional.empty()
                : Optional.of("its k is " + conf.getK() + " and its alpha " + conf.getAlpha()
                        + ", so that powers of negative numbers may be asked for");
    }

    private static Optional<String> window(CNN2DFormat format, ConvolutionMode mode) {
        if (format != CNN2DFormat.NCHW) {
            return Optional.of("its data format is " + format);
        }
        return mode == ConvolutionMode.Causal ? Optional.of("its convolution mode is causal") : Optional.empty();
    }

    private static Optional<String> function(IActivation function, boolean identity) {
        return identity && function instanceof ActivationIdentity
                        || Elementwise.of(function).isPresent()
                ? Optional.empty()
                : Optional.of("its activation function is " + function);
    }
}
