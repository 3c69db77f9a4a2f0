package org.infimum.deep.train;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Earlier iterates, kept so that the distance of a new one to each of them can be told. */
public sealed interface IterateHistory permits ExactHistory, ProjectedHistory {
    /**
     * Keeps a point and tells how far it is from the points kept before.
     *
     * @param point the flat parameters, length d; copied
     * @return a new array with the distance to each point kept before, in the order in which they were kept
     */
    double[] add(INDArray point);

    /**
     * How far a distance may be from the true one, in words.
     *
     * @return the error
     */
    String error();

    /**
     * Writes the kept points.
     *
     * @param out where to
     * @throws IOException if writing fails
     */
    void write(DataOutput out) throws IOException;

    /**
     * Takes up the points that {@link #write} wrote.
     *
     * @param in where from
     * @throws IOException if reading fails or the points are of another history
     */
    void read(DataInput in) throws IOException;
}
