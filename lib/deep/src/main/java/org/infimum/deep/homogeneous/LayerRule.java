package org.infimum.deep.homogeneous;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseUpsamplingLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.IActivation;

/** How one layer changes the degree k of its input. What sees only inputs of degree 0, constants, cannot break anything. */
final class LayerRule {
    /** Layers without weights that take sums, means, maxima or copies of their inputs. */
    private static final List<Class<?>> DEGREE_KEPT = List.of(
            SubsamplingLayer.class,
            Subsampling3DLayer.class,
            GlobalPoolingLayer.class,
            DropoutLayer.class,
            BaseUpsamplingLayer.class,
            ZeroPaddingLayer.class,
            ZeroPadding1DLayer.class,
            ZeroPadding3DLayer.class,
            Cropping1D.class,
            Cropping2D.class,
            Cropping3D.class,
            SpaceToDepthLayer.class,
            SpaceToBatchLayer.class,
            RepeatVector.class);

    private static final List<Class<?>> LOSS_LAYERS =
            List.of(LossLayer.class, CnnLossLayer.class, Cnn3DLossLayer.class, RnnLossLayer.class);

    /** Linear in their weights and in their input. Subclasses of the convolution are, too. */
    private static final Set<Class<?>> LINEAR =
            Set.of(DenseLayer.class, OutputLayer.class, RnnOutputLayer.class, ElementWiseMultiplicationLayer.class);

    private static final Set<Class<?>> EMBEDDINGS = Set.of(EmbeddingLayer.class, EmbeddingSequenceLayer.class);

    private static final Set<Class<?>> RESHAPES = Set.of(
            CnnToFeedForwardPreProcessor.class,
            FeedForwardToCnnPreProcessor.class,
            RnnToFeedForwardPreProcessor.class,
            FeedForwardToRnnPreProcessor.class,
            CnnToRnnPreProcessor.class,
            RnnToCnnPreProcessor.class,
            Cnn3DToFeedForwardPreProcessor.class,
            FeedForwardToCnn3DPreProcessor.class);

    private final String name;
    private final NetworkLayer layer;
    private final Layer configuration;
    private final boolean output;
    private final List<String> breaks = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private OptionalInt degree;

    private LayerRule(String name, NetworkLayer layer, boolean output, OptionalInt before) {
        this.name = name;
        this.layer = layer;
        this.configuration = layer.configuration();
        this.output = output;
        this.degree = before;
    }

    /**
     * What a layer does.
     *
     * @param name how the result calls it
     * @param layer the layer
     * @param processor what comes before it; null for nothing
     * @param output whether the network ends with it
     * @param before the degree of its input
     */
    static LayerDegree of(
            String name, NetworkLayer layer, InputPreProcessor processor, boolean output, OptionalInt before) {
        LayerRule rule = new LayerRule(name, layer, output, before);
        rule.process(processor);
        rule.apply();
        return rule.result(before);
    }

    /** Whether a preprocessor only renames the shape of what comes to it. */
    static boolean isReshape(InputPreProcessor processor) {
        return processor == null || RESHAPES.contains(processor.getClass());
    }

    private LayerDegree result(OptionalInt before) {
        boolean broken = !breaks.isEmpty();
        String kind = configuration.getClass().getSimpleName();
        return new LayerDegree(
                name,
                kind,
                before,
                broken ? OptionalInt.empty() : degree,
                broken,
                String.join("; and ", broken ? breaks : List.of(String.join(", ", notes))));
    }

    /** Whether what comes to the layer does not depend on the weights. */
    private boolean isConstant() {
        return degree.isPresent() && degree.getAsInt() == 0;
    }

    private void process(InputPreProcessor processor) {
        if (!isReshape(processor) && !isConstant()) {
            breaks.add("of its preprocessor " + processor.getClass().getSimpleName()
                    + " it is not known what it does to a degree");
        }
    }

    private void apply() {
        if (isConstant() && !layer.isTrained()) {
            notes.add("a fixed map of the inputs: no weight is trained up to here");
            return;
        }
        Class<?> kind = configuration.getClass();
        if (DEGREE_KEPT.stream().anyMatch(known -> known.isAssignableFrom(kind))) {
            notes.add(kind == DropoutLayer.class ? "does nothing at test time" : "keeps the degree");
        } else if (configuration instanceof ActivationLayer activation) {
            activate(activation.getActivationFn());
        } else if (LOSS_LAYERS.contains(kind)) {
            activateOutput();
        } else if (configuration instanceof BatchNormalization) {
            normalise();
        } else if (LINEAR.contains(kind) || configuration instanceof ConvolutionLayer || isEmbedding()) {
            weigh();
            activateOutput();
        } else {
            breaks.add(unknown());
        }
    }

    private boolean isEmbedding() {
        // it looks its input up and does not multiply by it
        return EMBEDDINGS.contains(configuration.getClass()) && isConstant();
    }

    private void weigh() {
        int factors = layer.isTrained() ? (configuration instanceof SeparableConvolution2D ? 2 : 1) : 0;
        if (configuration instanceof DenseLayer dense && dense.hasLayerNorm()) {
            breaks.add(
                    "its layer normalisation divides by the layer's own standard deviation, so the output does not change with the scale of the weights before it, whose degrees are lost");
        }
        if (layer.hasBias() && !isConstant()) {
            breaks.add("its bias grows like a"
                    + (layer.isTrained() ? "" : ", being frozen not at all,")
                    + " where the sum that it is added to grows like "
                    + (degree.isPresent() ? "a^" + (degree.getAsInt() + factors) : "another power")
                    + "; use hasBias(false)");
        } else if (layer.hasBias() && factors > 1) {
            breaks.add("its bias grows like a where the sum that it is added to grows like a^2; use hasBias(false)");
        } else if (layer.hasBias()) {
            notes.add("weights +1, and its bias, the weight of a constant input, as well");
        } else {
            notes.add(factors == 0 ? "frozen weights +0" : "weights +" + factors);
        }
        if (degree.isPresent()) {
            degree = OptionalInt.of(degree.getAsInt() + factors);
        }
    }

    private void activateOutput() {
        IActivation function = ((BaseLayer) configuration).getActivationFn();
        if (output && OutputLoss.belongsToLoss(configuration)) {
            notes.add("its " + function + " belongs to the loss");
        } else if (output && OutputLoss.isSquashed(function)) {
            breaks.add(
                    "its " + function + " belongs to the loss only as softmax with MCXENT or NEGATIVELOGLIKELIHOOD and "
                            + "sigmoid with XENT, which are convex together, and so it is a part of the map, where "
                            + ActivationDegree.of(function).words());
        } else {
            activate(function);
        }
    }

    private void activate(IActivation function) {
        ActivationDegree activation = ActivationDegree.of(function);
        if (isConstant()) {
            notes.add("a fixed map of the inputs");
        } else if (!activation.isHomogeneous()) {
            breaks.add(activation.words());
        } else {
            if (!activation.words().isEmpty()) {
                notes.add(activation.words());
            } else if (notes.isEmpty()) {
                notes.add("the identity");
            }
            if (degree.isPresent()) {
                degree = OptionalInt.of(degree.getAsInt() * activation.degree());
            }
        }
    }

    private void normalise() {
        if (isConstant()) {
            notes.add("scale and shift of fixed inputs +1");
            degree = OptionalInt.of(1);
            return;
        }
        breaks.add(
                "batch normalisation takes the scale of the weights before it away (in training it divides by the batch's standard deviation, at test time it"
                        + " subtracts a stored mean), so that their degrees are lost, and its beta shifts like a bias; leave it out");
    }

    private String unknown() {
        String kind = configuration.getClass().getSimpleName();
        if (configuration instanceof PReLULayer) {
            return "its slopes for negative inputs are weights: positive inputs keep their degree, negative ones gain 1; use a fixed slope, leaky ReLU";
        }
        if (configuration instanceof LocalResponseNormalization) {
            return "local response normalisation divides by a constant plus a sum of squares, which is no power of the scale; leave it out";
        }
        if (kind.contains("LSTM")) {
            return "the gates of an LSTM are sigmoids and tanh, which are not positively homogeneous";
        }
        if (kind.contains("Rnn")
                || kind.contains("Recurrent")
                || kind.contains("Bidirectional")
                || kind.contains("LastTimeStep")) {
            return "a recurrent layer adds its state, which passed its weights more often, to its input: terms of different degrees";
        }
        if (kind.contains("Attention")) {
            return "attention weighs its inputs by a softmax inside the network, which is not positively homogeneous";
        }
        return "a " + kind + " is none of the layers whose degree is known here";
    }
}
