package org.infimum.deep.onednn;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j's activation layer on oneDNN, for arrays of any shape that lie without gaps. */
final class OneDnnActivation extends ActivationLayer implements OneDnnLayer {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final transient Elementwise function;
    private final transient Recent<Functions> recent = new Recent<>();
    private final transient Fallback fallback = new Fallback();
    private transient Pass pass;

    OneDnnActivation(NeuralNetConfiguration conf, DataType dataType, Place place) {
        super(conf, dataType);
        this.place = place;
        this.function = Elementwise.of(layerConf().getActivationFn()).orElseThrow();
    }

    /** The operations of one number of elements. */
    private record Functions(Natives natives, Operation forward, Operation backward) implements Operations {
        @Override
        public void close() {
            natives.close();
        }
    }

    /** What the backward pass needs of the forward pass. */
    private record Pass(Functions functions, INDArray input, INDArray output) {}

    @Override
    public Optional<String> fallenBack() {
        return fallback.reason();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        pass = null;
        assertInputSet(false);
        if (!fallback.allows(input, maskArray)) {
            return super.activate(training, workspaces);
        }
        // in inference the array of the layer below may not live as long as this layer's output
        Pass made = training && place.rectifies() != null && place.rectifies().is(input)
                ? new Pass(functions(), input, workspaces.leverageTo(ArrayType.ACTIVATIONS, input))
                : forward(ArrayType.ACTIVATIONS, workspaces);
        pass = training ? made : null;
        return made.output;
    }

    private Pass forward(ArrayType type, LayerWorkspaceMgr workspaces) {
        INDArray from = withoutGaps(input, ArrayType.FF_WORKING_MEM, workspaces);
        INDArray output = like(from, type, workspaces);
        Functions functions = functions();
        functions.forward.run(from, output);
        return new Pass(functions, input, output);
    }

    private Functions functions() {
        return recent.of(new long[] {input.length()}, () -> functions(input.length()));
    }

    private Functions functions(long length) {
        Natives natives = new Natives();
        memory.desc line = natives.own(new memory.desc(new long[] {length}, memory.data_type.f32, memory.format_tag.x));
        return new Functions(
                natives,
                function.forward(place.engine(), natives, line),
                function.backward(place.engine(), natives, line, line, line));
    }

    private static INDArray withoutGaps(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
        return Format.of(array).isPresent() ? array : Plain.of(array, type, workspaces);
    }

    /** A new array with the shape and the strides of one without gaps. */
    private static INDArray like(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
        return Plain.is(array)
                ? workspaces.createUninitialized(type, DataType.FLOAT, array.shape(), 'c')
                : Format.of(array).orElseThrow().create(workspaces, type, array.shape());
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        if (!fallback.allows(input, maskArray)) {
            return super.backpropGradient(epsilon, workspaces);
        }
        // DL4J lets a backward pass stand alone: then the forward pass is done here
        Pass done = pass != null && pass.input == input ? pass : forward(ArrayType.BP_WORKING_MEM, workspaces);
        pass = null;
        INDArray dx = like(done.output, ArrayType.ACTIVATION_GRAD, workspaces);
        INDArray dy = epsilon;
        if (!Arrays.equals(dy.stride(), done.output.stride())) {
            dy = like(done.output, ArrayType.BP_WORKING_MEM, workspaces).assign(epsilon);
        }
        done.functions.backward.run(done.output, dy, dx);
        return new Pair<>(new DefaultGradient(), dx);
    }

    @Override
    public void clear() {
        super.clear();
        pass = null;
    }
}
