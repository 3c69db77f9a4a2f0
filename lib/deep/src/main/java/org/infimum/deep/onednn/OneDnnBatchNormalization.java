package org.infimum.deep.onednn;

import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Deeplearning4j's batch normalisation of images and of matrices on oneDNN. Like the standard layer it has no activation function, whatever
 * its configuration says, and looks at no mask.
 */
final class OneDnnBatchNormalization extends BatchNormalization implements OneDnnLayer {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final transient RunningStatistics running;
    private final transient Optional<Locked> locked;
    private final transient Recent<Shaped<BatchNormalizationOperations>> recent = new Recent<>();
    private final transient Fallback fallback = new Fallback();
    private transient Pass pass;
    private transient boolean trained = true;

    OneDnnBatchNormalization(NeuralNetConfiguration conf, DataType dataType, Place place) {
        super(conf, dataType);
        this.place = place;
        this.running = new RunningStatistics(layerConf().getDecay(), layerConf().isUseLogStd());
        this.locked = layerConf().isLockGammaBeta()
                ? Optional.of(new Locked(
                        layerConf().getNOut(),
                        layerConf().getGamma(),
                        layerConf().getBeta()))
                : Optional.empty();
    }

    /** Factors and offsets that are no parameters, and what would be their gradients. */
    private record Locked(INDArray gamma, INDArray beta, INDArray gammaGradient, INDArray betaGradient) {
        Locked(long channels, double gamma, double beta) {
            this(constant(channels, gamma), constant(channels, beta), constant(channels, 0), constant(channels, 0));
        }

        private static INDArray constant(long channels, double value) {
            return Nd4j.valueArrayOf(new long[] {1, channels}, value, DataType.FLOAT)
                    .detach();
        }
    }

    /** What the backward pass needs of the forward pass. */
    private record Pass(
            Shaped<BatchNormalizationOperations> shaped,
            INDArray input,
            INDArray images,
            INDArray mean,
            INDArray variance) {}

    @Override
    public Optional<String> fallenBack() {
        return fallback.reason();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        pass = null;
        forgetStandard();
        trained = training;
        assertInputSet(false);
        // the standard code says what is wrong with an input that does not fit
        if (!fits() || !fallback.allows(input, null)) {
            return standardActivate(training, workspaces);
        }
        return fallback.run(
                () -> training ? train(workspaces) : infer(workspaces), () -> standardActivate(training, workspaces));
    }

    private boolean fits() {
        return (input.rank() == 2 || input.rank() == 4)
                && input.size(1) == layerConf().getNOut();
    }

    private INDArray train(LayerWorkspaceMgr workspaces) {
        Shaped<BatchNormalizationOperations> shaped = recent.of(input.shape(), this::shaped);
        INDArray images = shaped.intake()
                .of(asImages(input, ArrayType.ACTIVATIONS, workspaces), ArrayType.ACTIVATIONS, workspaces);
        INDArray output = create(ArrayType.ACTIVATIONS, place.output(), workspaces);
        long channels = input.size(1);
        INDArray mean = workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, channels);
        INDArray variance = workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, channels);
        shaped.operations().forward(images, gamma(), beta(), output, mean, variance);
        pass = new Pass(shaped, input, images, mean, variance);
        return output;
    }

    private INDArray infer(LayerWorkspaceMgr workspaces) {
        Shaped<BatchNormalizationOperations> shaped = recent.of(input.shape(), this::shaped);
        INDArray images = shaped.intake()
                .of(asImages(input, ArrayType.FF_WORKING_MEM, workspaces), ArrayType.FF_WORKING_MEM, workspaces);
        INDArray output = create(ArrayType.ACTIVATIONS, place.output(), workspaces);
        shaped.operations()
                .inference(
                        images,
                        gamma(),
                        beta(),
                        getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN),
                        running.variance(getParam(varianceKey())),
                        output);
        return output;
    }

    private Shaped<BatchNormalizationOperations> shaped() {
        boolean matrix = input.rank() == 2;
        long[] shape = matrix ? new long[] {input.size(0), input.size(1), 1, 1} : input.shape();
        // the two formats of a matrix are one, and oneDNN should not reorder it
        Place here = matrix ? place.inFormats(Format.NHWC, Format.NHWC) : place;
        return new Shaped<>(
                new BatchNormalizationOperations(shape, layerConf().getEps(), here), place.engine(), shape, shape);
    }

    /** A matrix as images of one pixel. */
    private static INDArray asImages(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
        return array.rank() == 4
                ? array
                : Plain.of(array, type, workspaces).reshape('c', array.size(0), array.size(1), 1, 1);
    }

    /** A new array of the input's shape. */
    private INDArray create(ArrayType type, Format format, LayerWorkspaceMgr workspaces) {
        return input.rank() == 2
                ? workspaces.createUninitialized(type, DataType.FLOAT, input.shape(), 'c')
                : format.create(workspaces, type, input.shape());
    }

    private INDArray gamma() {
        return locked.map(Locked::gamma).orElseGet(() -> getParam(BatchNormalizationParamInitializer.GAMMA));
    }

    private INDArray beta() {
        return locked.map(Locked::beta).orElseGet(() -> getParam(BatchNormalizationParamInitializer.BETA));
    }

    private String varianceKey() {
        return running.logarithmic()
                ? BatchNormalizationParamInitializer.GLOBAL_LOG_STD
                : BatchNormalizationParamInitializer.GLOBAL_VAR;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        Pass done = pass != null && pass.input == input ? pass : null;
        pass = null;
        if (done == null) {
            return standardBackprop(epsilon, workspaces);
        }
        return fallback.run(() -> backward(done, epsilon, workspaces), () -> standardBackprop(epsilon, workspaces));
    }

    private Pair<Gradient, INDArray> backward(Pass done, INDArray epsilon, LayerWorkspaceMgr workspaces) {
        INDArray dy = done.shaped
                .gradients()
                .of(asImages(epsilon, ArrayType.BP_WORKING_MEM, workspaces), ArrayType.BP_WORKING_MEM, workspaces);
        INDArray dGamma = locked.map(Locked::gammaGradient)
                .orElseGet(() -> gradientViews.get(BatchNormalizationParamInitializer.GAMMA));
        INDArray dBeta = locked.map(Locked::betaGradient)
                .orElseGet(() -> gradientViews.get(BatchNormalizationParamInitializer.BETA));
        // oneDNN has no gradient of gamma and beta alone
        boolean wanted = place.inputGradient() == InputGradient.COMPUTED;
        ArrayType type = wanted ? ArrayType.ACTIVATION_GRAD : ArrayType.BP_WORKING_MEM;
        INDArray dx = create(type, place.input(), workspaces);
        done.shaped.operations().backward(done.images, done.mean, done.variance, gamma(), dy, dx, dGamma, dBeta);
        INDArray dMean = gradientViews.get(BatchNormalizationParamInitializer.GLOBAL_MEAN);
        INDArray dVariance = gradientViews.get(varianceKey());
        running.meanChange(params.get(BatchNormalizationParamInitializer.GLOBAL_MEAN), done.mean, dMean);
        running.varianceChange(params.get(varianceKey()), done.variance, dVariance);
        Gradient gradient = new DefaultGradient();
        // the standard layer names the locked ones, too, and gradient normalisation of a layer counts them
        gradient.setGradientFor(BatchNormalizationParamInitializer.GAMMA, dGamma);
        gradient.setGradientFor(BatchNormalizationParamInitializer.BETA, dBeta);
        gradient.setGradientFor(BatchNormalizationParamInitializer.GLOBAL_MEAN, dMean);
        gradient.setGradientFor(varianceKey(), dVariance);
        return new Pair<>(gradient, wanted ? dx : place.inputGradient().standIn(input.size(0), workspaces));
    }

    private INDArray standardActivate(boolean training, LayerWorkspaceMgr workspaces) {
        // its broadcasts know no NHWC strides
        input = Plain.of(input, ArrayType.ACTIVATIONS, workspaces);
        return super.activate(training, workspaces);
    }

    /** Also the backward pass behind a forward pass of inference, of which the standard layer has a meaning of its own. */
    private Pair<Gradient, INDArray> standardBackprop(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        if (xHat == null) {
            standardActivate(trained, workspaces);
        }
        return super.backpropGradient(Plain.of(epsilon, ArrayType.BP_WORKING_MEM, workspaces), workspaces);
    }

    /** What the standard forward pass keeps. */
    private void forgetStandard() {
        std = null;
        xMu = null;
        xHat = null;
    }

    @Override
    public void clear() {
        super.clear();
        pass = null;
    }
}
