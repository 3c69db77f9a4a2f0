package org.infimum.deep.data;

import org.bytedeco.openblas.global.openblas;

/**
 * The directions in which data varies most, to bring images to few numbers: projections on the leading eigenvectors of the covariance (OpenBLAS's
 * dsyevd), the mean subtracted, all divided by ONE number, so that the coordinates of the data they were computed from have a mean square of 1.
 * Relative sizes stay: the first component is the largest. Immutable.
 *
 * <p>Compute them from training data alone; what is projected afterwards never enters them.
 */
public final class PrincipalComponents {
    private final double[] mean;
    private final double[][] directions; // scaled
    private final double share;

    private PrincipalComponents(double[] mean, double[][] directions, double share) {
        this.mean = mean;
        this.directions = directions;
        this.share = share;
    }

    /**
     * The leading components of some points.
     *
     * @param points the points, of D coordinates each
     * @param count how many components, from 1 to D
     * @return the components
     * @throws IllegalArgumentException if the count is out of its range or so many directions do not vary
     */
    public static PrincipalComponents of(LabelledPoints points, int count) {
        double[][] x = points.x();
        int width = x[0].length;
        if (count < 1 || count > width) {
            throw new IllegalArgumentException(
                    "There are from 1 to " + width + " principal components of " + points + ", not " + count + ".");
        }
        double[] mean = mean(x);
        double[] vectors = covariance(x, mean);
        double[] values = new double[width];
        int status = openblas.LAPACKE_dsyevd(
                openblas.LAPACK_COL_MAJOR, (byte) 'V', (byte) 'L', width, vectors, width, values);
        double total = 0;
        for (double value : values) {
            total += Math.max(0, value);
        }
        double leading = 0;
        for (int k = 0; k < count; k++) {
            leading += values[width - 1 - k];
        }
        // an eigenvalue this far below the largest is rounding
        if (status != 0 || !(values[width - count] > 1e-12 * values[width - 1])) {
            throw new IllegalArgumentException(
                    points + " do not vary in " + count + " directions; ask for fewer principal components.");
        }
        double factor = 1 / Math.sqrt(leading / count);
        double[][] directions = new double[count][width];
        for (int k = 0; k < count; k++) {
            // eigenvalues rise; an eigenvector's sign is arbitrary, the same data must give the same one everywhere
            int column = (width - 1 - k) * width;
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += vectors[column + i];
            }
            for (int i = 0; i < width; i++) {
                directions[k][i] = (sum < 0 ? -factor : factor) * vectors[column + i];
            }
        }
        return new PrincipalComponents(mean, directions, leading / total);
    }

    private static double[] mean(double[][] x) {
        double[] mean = new double[x[0].length];
        for (double[] row : x) {
            for (int k = 0; k < row.length; k++) {
                mean[k] += row[k] / x.length;
            }
        }
        return mean;
    }

    private static double[] covariance(double[][] x, double[] mean) {
        int width = mean.length;
        double[] covariance = new double[width * width];
        for (double[] row : x) {
            for (int a = 0; a < width; a++) {
                double centred = (row[a] - mean[a]) / x.length;
                for (int b = 0; b < width; b++) {
                    covariance[a * width + b] += centred * (row[b] - mean[b]);
                }
            }
        }
        return covariance;
    }

    /**
     * Points in the components' coordinates.
     *
     * @param points points of as many coordinates as those that the components were computed from
     * @return as many points with the same labels
     * @throws IllegalArgumentException if they have another number of coordinates
     */
    public LabelledPoints project(LabelledPoints points) {
        double[][] x = points.x();
        if (x[0].length != mean.length) {
            throw new IllegalArgumentException(
                    "The components are of points with " + mean.length + " coordinates, not of " + points + ".");
        }
        double[][] projected = new double[x.length][directions.length];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < directions.length; k++) {
                for (int j = 0; j < mean.length; j++) {
                    projected[i][k] += directions[k][j] * (x[i][j] - mean[j]);
                }
            }
        }
        return new LabelledPoints(
                points.name() + ", " + directions.length + " principal components", projected, points.y());
    }

    /**
     * The part of the points' variance that is in the components.
     *
     * @return a number in (0, 1]
     */
    public double explained() {
        return share;
    }

    @Override
    public String toString() {
        return directions.length + " principal components of " + mean.length + " coordinates with "
                + Math.round(1000 * share) / 10.0 + " % of the variance";
    }
}
