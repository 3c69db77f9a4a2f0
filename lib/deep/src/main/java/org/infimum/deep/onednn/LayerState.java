package org.infimum.deep.onednn;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.AbstractLayer;

/** What a layer is besides its configuration: the views of the network's vectors, counters, listeners. */
final class LayerState {
    private LayerState() {}

    static void copy(Layer from, Layer to) {
        if (from.numParams() > 0) {
            to.setParamsViewArray(from.params());
            to.setParamTable(from.paramTable());
            if (from.getGradientsViewArray() != null) {
                to.setBackpropGradientsViewArray(from.getGradientsViewArray());
            }
        }
        to.setIndex(from.getIndex());
        to.setIterationCount(from.getIterationCount());
        to.setEpochCount(from.getEpochCount());
        to.setListeners(from.getListeners());
        if (from instanceof AbstractLayer<?> old && to instanceof AbstractLayer<?> fresh) {
            fresh.setCacheMode(old.getCacheMode());
            fresh.setInputModificationAllowed(old.isInputModificationAllowed());
        }
    }
}
