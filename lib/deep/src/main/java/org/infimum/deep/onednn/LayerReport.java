package org.infimum.deep.onednn;

import java.util.List;

/**
 * Which layers of a network run on what, and why.
 *
 * @param headline one sentence
 * @param layers the layers in the network's order
 */
public record LayerReport(String headline, List<Row> layers) {
    /**
     * Copies the list.
     *
     * @param headline as above
     * @param layers as above
     */
    public LayerReport {
        layers = List.copyOf(layers);
    }

    /**
     * One layer.
     *
     * @param name what the network calls it
     * @param kind its kind, "ConvolutionLayer" say
     * @param fast whether it runs on oneDNN
     * @param reason why it does not, or why some of its calls do not; empty if all do
     */
    public record Row(String name, String kind, boolean fast, String reason) {}

    /**
     * How many layers run on oneDNN.
     *
     * @return the number
     */
    public long fast() {
        return layers.stream().filter(Row::fast).count();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(headline);
        for (Row row : layers) {
            text.append(String.format(
                    "%n  %-16s %-28s %s%s",
                    row.name(),
                    row.kind(),
                    row.fast() ? "oneDNN" : "Deeplearning4j",
                    row.reason().isEmpty() ? "" : " (" + row.reason() + ")"));
        }
        return text.toString();
    }
}
