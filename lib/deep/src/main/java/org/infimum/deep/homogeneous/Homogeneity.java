package org.infimum.deep.homogeneous;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The degree p of positive homogeneity of a network's map in its trained weights, Phi(a W) = a^p Phi(W) for a &gt; 0, layer by layer, and its regulariser's.
 * The map ends before an activation that belongs to the loss: softmax with MCXENT or NEGATIVELOGLIKELIHOOD, sigmoid with XENT.
 *
 * @param layers what each layer or vertex does, in the order of the pass
 * @param degree p; empty where a layer breaks homogeneity
 * @param regularizer the degree of the regulariser
 */
public record Homogeneity(List<LayerDegree> layers, OptionalInt degree, RegularizerDegree regularizer) {
    /**
     * Checks the parts.
     *
     * @param layers as above; copied
     * @param degree as above
     * @param regularizer as above
     * @throws IllegalArgumentException if there is a degree although a layer breaks homogeneity
     */
    public Homogeneity {
        layers = List.copyOf(layers);
        Objects.requireNonNull(regularizer, "regularizer");
        if (degree.isPresent() && layers.stream().anyMatch(LayerDegree::breaks)) {
            throw new IllegalArgumentException("A layer breaks homogeneity, so the network has no degree, not "
                    + degree.getAsInt() + "; leave it out.");
        }
    }

    /**
     * The layers that break homogeneity.
     *
     * @return each of them in the order of the pass; empty where the network is homogeneous
     */
    public List<LayerDegree> broken() {
        return layers.stream().filter(LayerDegree::breaks).toList();
    }

    /**
     * Whether the theory's degrees are right: the network has one of at least 1, its regulariser the same, and the regulariser holds every trained weight.
     *
     * @return true if so
     */
    public boolean matched() {
        return degree.isPresent()
                && degree.getAsInt() > 0
                && regularizer.degree().equals(degree)
                && regularizer.free().isEmpty();
    }

    /**
     * The result in one sentence: the degrees, or what breaks them.
     *
     * @return a sentence
     */
    public String explanation() {
        if (degree.isEmpty()) {
            LayerDegree first = broken().get(0);
            int others = broken().size() - 1;
            return "The network is not positively homogeneous: " + first.name() + " (" + first.kind() + ") breaks it, "
                    + first.reason()
                    + (others == 0
                            ? "."
                            : "; " + others + (others == 1 ? " more layer breaks" : " more layers break") + " it too.");
        }
        int p = degree.getAsInt();
        String network = "The network is positively homogeneous of degree " + p + " in its weights, ";
        if (p == 0) {
            return network + "that is, it has no weights to train.";
        }
        if (matched()) {
            return network + "and so is its regulariser, " + regularizer.words()
                    + ": the degrees match, and a certificate of global optimality exists.";
        }
        if (regularizer.degree().equals(degree)) {
            return network + "and so is its regulariser, " + regularizer.words() + ", but it leaves "
                    + String.join(", ", regularizer.free())
                    + " free, which can grow without a price: regularise them too.";
        }
        if (regularizer.degree().isPresent()) {
            int q = regularizer.degree().getAsInt();
            return network + "but its regulariser, " + regularizer.words() + ", of degree " + q
                    + ": the degrees do not match, so local minima need not be global"
                    + (q < p ? " (the zero network is one)" : "")
                    + "; a product of the layers' norms would match.";
        }
        return network + "but its regulariser has no degree to match it: " + regularizer.words() + ".";
    }

    /**
     * A table with a line for each layer, the regulariser and the explanation.
     *
     * @return several lines
     */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder();
        for (LayerDegree layer : layers) {
            table.append(layer).append('\n');
        }
        return table.append("regulariser: ")
                .append(regularizer)
                .append('\n')
                .append(explanation())
                .toString();
    }
}
