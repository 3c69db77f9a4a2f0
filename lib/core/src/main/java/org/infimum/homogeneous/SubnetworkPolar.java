package org.infimum.homogeneous;

import java.util.List;
import org.infimum.relu.VectorPolarBounds;

/** Maxima and bounds of the polar, as {@link ParallelArchitecture} has them. */
interface SubnetworkPolar {
    List<PolarMaximum> maxima(double[][] v, List<double[]> starts, int count, long seed);

    VectorPolarBounds polar(double[][] v, List<PolarMaximum> found);
}
