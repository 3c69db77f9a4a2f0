package org.infimum.deep.homogeneous;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer of a network with its weights: which of them are trained. */
final class NetworkLayer {
    /** What a batch normalisation keeps among its parameters and no gradient trains. */
    private static final Set<String> STATISTICS = Set.of(
            BatchNormalizationParamInitializer.GLOBAL_MEAN,
            BatchNormalizationParamInitializer.GLOBAL_VAR,
            BatchNormalizationParamInitializer.GLOBAL_LOG_STD);

    private final org.deeplearning4j.nn.api.Layer layer;
    private final Layer configuration;
    private final boolean frozen;

    NetworkLayer(org.deeplearning4j.nn.api.Layer layer) {
        this.layer = layer;
        // an initialised frozen layer shows the configuration of the layer in it, and only its own class tells
        this.configuration = layer.conf().getLayer();
        this.frozen = layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop;
    }

    /** The configuration without a wrapper that freezes it. */
    Layer configuration() {
        return configuration;
    }

    /** The names of the trained parameters; none if the layer is frozen. */
    List<String> trained() {
        List<String> names = new ArrayList<>();
        Map<String, INDArray> table = layer.paramTable();
        if (!frozen && table != null) {
            for (String name : table.keySet()) {
                if (!(configuration instanceof BatchNormalization) || !STATISTICS.contains(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** The values of a parameter, a view. */
    INDArray values(String name) {
        return layer.paramTable().get(name);
    }

    boolean isTrained() {
        return !trained().isEmpty();
    }

    boolean hasBias() {
        return layer.paramTable() != null && layer.paramTable().containsKey("b");
    }
}
