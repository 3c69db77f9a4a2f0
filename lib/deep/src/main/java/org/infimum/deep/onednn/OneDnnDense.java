package org.infimum.deep.onednn;

import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j's fully connected layer on oneDNN. */
final class OneDnnDense extends DenseLayer implements OneDnnLayer {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final transient Optional<Elementwise> function;
    private final transient Recent<DenseOperations> recent = new Recent<>();
    private final transient Fallback fallback = new Fallback();
    private transient Pass pass;

    OneDnnDense(NeuralNetConfiguration conf, DataType dataType, Place place) {
        super(conf, dataType);
        this.place = place;
        this.function = Elementwise.of(layerConf().getActivationFn());
    }

    /** What the backward pass needs of the forward pass. */
    private record Pass(DenseOperations operations, INDArray input, INDArray rows, INDArray output) {}

    @Override
    public Optional<String> fallenBack() {
        return fallback.reason();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        pass = null;
        assertInputSet(false);
        // the standard code says what is wrong with an input that does not fit
        if (input.rank() != 2 || input.size(1) != layerConf().getNIn() || !fallback.allows(input, maskArray)) {
            return super.activate(training, workspaces);
        }
        return fallback.run(
                () -> {
                    applyDropOutIfNecessary(training, workspaces);
                    Pass made = forward(training, workspaces);
                    pass = training ? made : null;
                    return made.output;
                },
                () -> super.activate(training, workspaces));
    }

    private Pass forward(boolean training, LayerWorkspaceMgr workspaces) {
        long out = layerConf().getNOut();
        DenseOperations operations = recent.of(
                new long[] {input.size(0)},
                () -> new DenseOperations(input.size(0), layerConf().getNIn(), out, hasBias(), function, place));
        // not INPUT: between a graph's feedForward and backpropGradient the memory of that type is used for other
        // things
        INDArray rows = Plain.of(input, training ? ArrayType.ACTIVATIONS : ArrayType.FF_WORKING_MEM, workspaces);
        INDArray output = workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, input.size(0), out);
        operations.forward(
                rows,
                getParam(DefaultParamInitializer.WEIGHT_KEY),
                hasBias() ? getParam(DefaultParamInitializer.BIAS_KEY) : null,
                output);
        place.passOn(output);
        return new Pass(operations, input, rows, output);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        if (input.rank() != 2 || !fallback.allows(input, maskArray)) {
            return super.backpropGradient(epsilon, workspaces);
        }
        // DL4J lets a backward pass stand alone: then the forward pass is done here
        Pass done = pass != null && pass.input == input ? pass : null;
        pass = null;
        return fallback.run(
                () -> backward(done != null ? done : forward(true, workspaces), epsilon, workspaces),
                () -> super.backpropGradient(epsilon, workspaces));
    }

    private Pair<Gradient, INDArray> backward(Pass done, INDArray epsilon, LayerWorkspaceMgr workspaces) {
        DenseOperations operations = done.operations;
        INDArray dz = Plain.of(epsilon, ArrayType.BP_WORKING_MEM, workspaces);
        if (operations.hasFunction()) {
            INDArray dy = dz;
            dz = workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, DataType.FLOAT, done.output.shape());
            operations.chain(done.output, dy, dz);
        }
        INDArray dw = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
        INDArray db = hasBias() ? gradientViews.get(DefaultParamInitializer.BIAS_KEY) : null;
        operations.weightGradient(done.rows, dz, dw, db);
        Gradient gradient = new DefaultGradient();
        if (hasBias()) {
            gradient.setGradientFor(DefaultParamInitializer.BIAS_KEY, db);
        }
        gradient.setGradientFor(DefaultParamInitializer.WEIGHT_KEY, dw);
        weightNoiseParams.clear();
        if (place.inputGradient() != InputGradient.COMPUTED) {
            return new Pair<>(gradient, place.inputGradient().standIn(input.size(0), workspaces));
        }
        INDArray dx = workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape());
        operations.inputGradient(getParam(DefaultParamInitializer.WEIGHT_KEY), dz, dx);
        return new Pair<>(gradient, backpropDropOutIfPresent(dx));
    }

    @Override
    public void clear() {
        super.clear();
        pass = null;
    }
}
