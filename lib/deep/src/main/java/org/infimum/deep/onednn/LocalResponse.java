package org.infimum.deep.onednn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The numbers of a local response normalisation, u = k + alpha (sum of the squares of the neighbouring channels) and y = x u^-beta.
 *
 * @param reach how far the neighbourhood reaches to either side; Deeplearning4j's n is 2 reach or 2 reach + 1
 */
record LocalResponse(double k, double alpha, double beta, int reach) {
    static LocalResponse of(org.deeplearning4j.nn.conf.layers.LocalResponseNormalization layer) {
        return new LocalResponse(layer.getK(), layer.getAlpha(), layer.getBeta(), (int) layer.getN() / 2);
    }

    /** The symmetric matrix that sums over neighbouring channels. */
    INDArray band(int channels) {
        float[] rows = new float[channels * channels];
        for (int i = 0; i < channels; i++) {
            for (int j = Math.max(0, i - reach); j <= Math.min(channels - 1, i + reach); j++) {
                rows[i * channels + j] = 1;
            }
        }
        return Nd4j.create(rows, new long[] {channels, channels}, 'c')
                .castTo(DataType.FLOAT)
                .detach();
    }
}
