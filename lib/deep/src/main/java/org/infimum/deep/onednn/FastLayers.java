package org.infimum.deep.onednn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Runs a network's layers on oneDNN 3, which trains convolutional networks about as fast as PyTorch does or faster:
 *
 * <pre>
 * FastLayers fast = FastLayers.attachTo(net);
 * System.out.println(fast.report());            // which layers, and why not the others
 * net.fit(data);                                // as always
 * </pre>
 *
 * <p>The objects in the network's list of layers are replaced, at run time, by others of the same kind with the same parameters (the same
 * views of the same vectors): two-dimensional convolution, max and average pooling, fully connected and activation layers, batch and
 * local response normalisation in single precision, with ReLU, tanh or the logistic function fused. A layer is replaced only where everything about it is known to be right;
 * all others stay. Gradients and activations agree with the standard layers' to float rounding. Batch sizes may change at every call.
 * The same seed on the same number of threads gives the same bits.
 *
 * <p>What else is different:
 *
 * <ul>
 *   <li>The first layer computes no gradient at its input unless it is asked for, and {@code calculateGradients} and the like return none
 *       (behind the preprocessor of a flat input, NaN).
 *   <li>Activations between replaced layers are arrays of the usual shape, but with the strides of NHWC. A layer that is followed by a ReLU
 *       layer gives what the ReLU makes of its output, as in Deeplearning4j's own inference.
 *   <li>ReLU gives zero for what is not a number, where the standard layer passes it on: check your data, and the norm of the weights
 *       where a diverging run must be noticed.
 *   <li>A gradient from above that is not a number stays one behind a ReLU that is off, where the standard layer gives zero; Deeplearning4j's
 *       p-norm pooling gives such gradients for windows of zeros.
 *   <li>Dropout never writes onto the output of the layer below.
 *   <li>{@code clone()}, {@code ModelSerializer} and {@code convertDataType} give networks with standard layers: attach again. Forgetting it
 *       costs speed, not correctness.
 *   <li>{@code getLayer(name)} of a {@code MultiLayerNetwork} gives the standard layer, which shares the parameters but is not at work.
 * </ul>
 *
 * <p>A network belongs to one thread at a time, as always in Deeplearning4j; several networks run beside one another.
 *
 * <p>When not to use it: in double precision (gradient checks), where every layer stays what it is.
 */
public final class FastLayers {
    private final List<Slot> slots;
    private final List<LayerReport.Row> standing;

    private FastLayers(List<Slot> slots, List<LayerReport.Row> standing) {
        this.slots = slots;
        this.standing = standing;
    }

    /**
     * Replaces the layers of a network that can be replaced.
     *
     * @param net a {@code MultiLayerNetwork} or {@code ComputationGraph}, initialised; if layers are attached already, they are attached
     *     anew
     * @return what was done
     * @throws IllegalArgumentException if it is no such network
     */
    public static FastLayers attachTo(Model net) {
        return attachTo(net, false);
    }

    /**
     * The same for callers that want the gradient at the network's input, of {@code calculateGradients} say. It costs as much as the
     * first layer's other gradient.
     *
     * @param net the network
     * @param inputGradient whether the first layers compute the gradient at their input
     * @return what was done
     * @throws IllegalArgumentException if it is no such network
     */
    public static FastLayers attachTo(Model net, boolean inputGradient) {
        detachFrom(net);
        List<Slot> before = slots(net);
        List<LayerReport.Row> standing = new ArrayList<>();
        if (obstacle().isEmpty()) {
            replace(net, before, standing, inputGradient);
        } else {
            before.forEach(slot -> standing.add(row(slot, Optional.empty())));
        }
        return new FastLayers(slots(net), standing);
    }

    /**
     * Leaves a network on Deeplearning4j's own layers, with a report that says so.
     *
     * @param net the network; layers that are attached are detached
     * @return what was done
     * @throws IllegalArgumentException if it is no network
     */
    public static FastLayers none(Model net) {
        detachFrom(net);
        List<Slot> slots = slots(net);
        return new FastLayers(
                slots,
                slots.stream()
                        .map(slot -> row(slot, Optional.of("as asked for")))
                        .toList());
    }

    /**
     * Puts Deeplearning4j's own layers back.
     *
     * @param net the network
     * @throws IllegalArgumentException if it is no such network
     */
    public static void detachFrom(Model net) {
        for (Slot slot : slots(net)) {
            Layer layer = slot.inner();
            Takeover.replaced(layer).ifPresent(kind -> {
                Layer standard = kind.restore().make(layer.conf(), DataType.FLOAT);
                LayerState.copy(layer, standard);
                slot.replaceInner(standard);
            });
        }
    }

    /**
     * Why no layer can run on oneDNN on this machine; then {@link #attachTo} changes nothing.
     *
     * @return one sentence, or empty if they can
     */
    public static Optional<String> obstacle() {
        return OneDnnLibrary.obstacle();
    }

    /**
     * One line for a notebook's first cell.
     *
     * @return the version of oneDNN, or why there is none
     */
    public static String describe() {
        return obstacle().orElseGet(() -> "on oneDNN " + OneDnnLibrary.version() + " where possible");
    }

    /**
     * Which layers run on oneDNN, and why the others do not; also which have left a call to the standard code since they were attached.
     *
     * @return the report as things stand now
     */
    public LayerReport report() {
        List<LayerReport.Row> rows = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            LayerReport.Row row = standing.get(i);
            if (slots.get(i).inner() instanceof OneDnnLayer layer
                    && layer.fallenBack().isPresent()) {
                row = new LayerReport.Row(
                        row.name(),
                        row.kind(),
                        row.fast(),
                        "at times Deeplearning4j: " + layer.fallenBack().get());
            }
            rows.add(row);
        }
        long fast = rows.stream().filter(LayerReport.Row::fast).count();
        String headline = obstacle()
                .orElseGet(() -> fast + " of " + rows.size() + " layers run on oneDNN " + OneDnnLibrary.version()
                        + ", the others on Deeplearning4j's own code.");
        return new LayerReport(headline, rows);
    }

    private static List<Slot> slots(Model net) {
        Objects.requireNonNull(net, "net");
        if (net instanceof MultiLayerNetwork sequential && sequential.isInitCalled()) {
            return Topology.of(sequential);
        }
        if (net instanceof ComputationGraph graph && graph.getVertices() != null) {
            return Topology.of(graph);
        }
        throw new IllegalArgumentException(
                "Only an initialised MultiLayerNetwork or ComputationGraph can run on oneDNN," + " not this "
                        + net.getClass().getSimpleName() + "; call init() first.");
    }

    private static void replace(Model net, List<Slot> slots, List<LayerReport.Row> standing, boolean inputGradient) {
        List<Optional<String>> obstacles =
                slots.stream().map(FastLayers::obstacle).toList();
        List<Format> outputs = formats(slots, obstacles);
        Engine engine = new Engine();
        Map<Integer, Rectified> rectifiedBy = new HashMap<>();
        Map<Integer, Rectified> rectifies = new HashMap<>();
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            standing.add(row(slot, obstacles.get(i)));
            if (obstacles.get(i).isPresent()) {
                continue;
            }
            int index = i;
            followingRectifier(slot, slots, obstacles).ifPresent(above -> {
                Rectified link = new Rectified();
                rectifiedBy.put(index, link);
                rectifies.put(above, link);
            });
            boolean fromLayer = slot.producer() >= 0 && !slot.preprocessed();
            Place place = new Place(
                    engine,
                    fromLayer ? outputs.get(slot.producer()) : Format.NCHW,
                    outputs.get(i),
                    inputGradient ? InputGradient.COMPUTED : inputGradient(slot, slots),
                    rectifiedBy.get(i),
                    rectifies.get(i));
            Layer standard = slot.inner();
            Layer fast = Takeover.of(standard).orElseThrow().maker().make(standard.conf(), DataType.FLOAT, place);
            LayerState.copy(standard, fast);
            slot.replaceInner(fast);
        }
        // the derivative of a fused function needs the layer's output, onto which a layer above with dropout may
        // otherwise write
        slots(net).forEach(slot -> slot.layer().allowInputModification(false));
    }

    /** The layer above, where all it does is the ReLU that this layer, without a function of its own, can do in passing. */
    private static Optional<Integer> followingRectifier(Slot slot, List<Slot> slots, List<Optional<String>> obstacles) {
        if (slot.consumers().size() != 1 || slot.consumers().get(0) < 0 || slot.frozen()) {
            return Optional.empty();
        }
        int above = slot.consumers().get(0);
        Slot next = slots.get(above);
        boolean rectifier = obstacles.get(above).isEmpty()
                && !next.preprocessed()
                && next.inner() instanceof ActivationLayer layer
                && Elementwise.of(layer.layerConf().getActivationFn()).equals(Optional.of(Elementwise.RELU));
        boolean linear = slot.inner().conf().getLayer() instanceof FeedForwardLayer layer
                && layer.getActivationFn() instanceof ActivationIdentity;
        return rectifier && linear ? Optional.of(above) : Optional.empty();
    }

    /** What the layer gives below it, where only what learns needs a gradient. */
    private static InputGradient inputGradient(Slot slot, List<Slot> slots) {
        boolean nothingLearns = slot.onlyConsumer()
                && (slot.producer() == Slot.NETWORK_INPUT
                        || slot.producer() >= 0 && slots.get(slot.producer()).frozen());
        if (!nothingLearns) {
            return InputGradient.COMPUTED;
        }
        if (!slot.preprocessed()) {
            return InputGradient.NONE;
        }
        return slot.preprocessor().getClass() == FeedForwardToCnnPreProcessor.class
                ? InputGradient.PLACEHOLDER
                : InputGradient.COMPUTED;
    }

    /** The formats of the layers' outputs: NHWC where all who take them can. */
    private static List<Format> formats(List<Slot> slots, List<Optional<String>> obstacles) {
        List<Format> formats = new ArrayList<>(Collections.nCopies(slots.size(), Format.NCHW));
        for (int i = slots.size() - 1; i >= 0; i--) {
            List<Integer> consumers = slots.get(i).consumers();
            boolean all = !consumers.isEmpty() && obstacles.get(i).isEmpty();
            for (int consumer : consumers) {
                all &= consumer == Slot.ANY_FORMAT
                        || consumer >= 0
                                && obstacles.get(consumer).isEmpty()
                                && takesNhwc(slots.get(consumer), formats.get(consumer));
            }
            if (all) {
                formats.set(i, Format.NHWC);
            }
        }
        return formats;
    }

    private static boolean takesNhwc(Slot slot, Format output) {
        Takeover<?> kind = Takeover.of(slot.inner()).orElseThrow();
        return !slot.preprocessed() && kind.images() && (!kind.keepsFormat() || output == Format.NHWC);
    }

    private static Optional<String> obstacle(Slot slot) {
        Layer layer = slot.inner();
        Optional<Takeover<?>> kind = Takeover.of(layer);
        if (kind.isEmpty()) {
            return Optional.of("oneDNN has no part in this kind of layer");
        }
        DataType type = ((AbstractLayer<?>) layer).getDataType();
        return type == DataType.FLOAT ? kind.get().obstacle(layer) : Optional.of("its data type is " + type);
    }

    private static LayerReport.Row row(Slot slot, Optional<String> obstacle) {
        return new LayerReport.Row(
                slot.name(),
                slot.inner().getClass().getSimpleName(),
                obstacle.isEmpty() && obstacle().isEmpty(),
                obstacle.orElse(""));
    }
}
