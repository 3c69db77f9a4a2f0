package org.infimum.relu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.infimum.linalg.Euclidean;
import org.infimum.linalg.NativeMatrix;
import org.infimum.linalg.NativeSymmetric;

/**
 * Newton's method on the neurons of a nearly optimal network, to the last digits: an interior-point method ends about 1e-9 from the optimum, and
 * the dual bound inherits its error.
 *
 * <p>With the activation patterns D_j and the kinks K_j (samples with x_i^T v_j = 0, where optimal neurons like to lie) held, the objective
 * L(sum_j s_j D_j X v_j) + beta sum_j ||v_j|| is smooth in v_j = N_j w_j, N_j a basis of the directions orthogonal to the kinks. Where its minimum lies
 * across a kink or on one that it had better leave, the {@link NeuronFace} changes and the method goes on. For the squared and the logistic loss; the hinge
 * loss has no curvature to use.
 */
final class NewtonPolish {
    private static final int MAX_STEPS = 10;

    /** Changes of faces; each is one more Newton's method. */
    private static final int MAX_FACES = 4;

    private final double[][] x;
    private final double[] y;
    private final ConvexLoss loss;
    private final double beta;
    private final int n;
    private final int r;

    NewtonPolish(ScaledProblem problem) {
        this.x = problem.x();
        this.y = problem.y();
        this.loss = problem.loss();
        this.beta = problem.beta();
        this.n = x.length;
        this.r = problem.rank();
    }

    /**
     * Polishes neurons.
     *
     * @param vectors the v_j, none zero; not changed
     * @param signs their signs
     * @param kinks for each the samples that are held at 0 in any case
     * @param kink samples with |x_i^T v_j| at most this part of ||x_i|| ||v_j|| are held at 0
     * @return the polished v_j, in the same order; those that Newton's method brought to nothing are zero. The input where it made no progress
     */
    List<double[]> polish(List<double[]> vectors, List<Integer> signs, List<BitSet> kinks, double kink) {
        List<NeuronFace> faces = new ArrayList<>();
        for (int j = 0; j < vectors.size(); j++) {
            faces.add(new NeuronFace(x, vectors.get(j), signs.get(j), kinks.get(j), kink));
        }
        List<double[]> polished = vectors;
        for (int round = 0; round < MAX_FACES; round++) {
            int unknowns = 0;
            for (NeuronFace face : faces) {
                unknowns += face.basis().length;
            }
            if (unknowns == 0) {
                return polished;
            }
            try (Iteration newton = new Iteration(faces, unknowns)) {
                polished = newton.run(polished);
            }
            double[] nu = nu(polished, signs);
            boolean changed = false;
            for (int j = 0; j < faces.size(); j++) {
                changed |= faces.get(j).move(polished.get(j), nu, beta);
            }
            if (!changed) {
                break;
            }
        }
        return polished;
    }

    private double[] nu(List<double[]> vectors, List<Integer> signs) {
        double[] nu = new double[n];
        for (int i = 0; i < n; i++) {
            double z = 0;
            for (int j = 0; j < vectors.size(); j++) {
                z += signs.get(j) * Math.max(0, Euclidean.dot(x[i], vectors.get(j)));
            }
            nu[i] = -loss.derivative(z, y[i]);
        }
        return nu;
    }

    /** Newton's method in the coordinates w_j. */
    private final class Iteration implements AutoCloseable {
        private final List<double[][]> bases = new ArrayList<>();
        private final int unknowns;
        private final double[][] design; // unknowns rows of n: s_j D_j X N_j transposed
        private final double[] z = new double[n];
        private final double[] gradient;
        private final NativeMatrix weighted; // design with the roots of the loss's curvatures
        private final NativeSymmetric hessian;

        Iteration(List<NeuronFace> faces, int unknowns) {
            this.unknowns = unknowns;
            this.design = new double[unknowns][n];
            this.gradient = new double[unknowns];
            this.weighted = new NativeMatrix(n, unknowns);
            this.hessian = new NativeSymmetric(unknowns);
            int row = 0;
            for (NeuronFace face : faces) {
                bases.add(face.basis());
                for (double[] direction : face.basis()) {
                    for (int i = 0; i < n; i++) {
                        design[row][i] = face.isActive(i) ? face.sign() * Euclidean.dot(x[i], direction) : 0;
                    }
                    row++;
                }
            }
        }

        List<double[]> run(List<double[]> vectors) {
            double[] w = new double[unknowns];
            int row = 0;
            for (int j = 0; j < bases.size(); j++) {
                for (double[] direction : bases.get(j)) {
                    w[row++] = Euclidean.dot(direction, vectors.get(j));
                }
            }
            double value = value(w);
            double[] step = new double[unknowns];
            double[] trial = new double[unknowns];
            double[] best = w.clone();
            double smallest = Double.POSITIVE_INFINITY;
            for (int iteration = 0; iteration < MAX_STEPS; iteration++) {
                differentiate(w);
                double size = Euclidean.norm(gradient);
                if (size < smallest) {
                    smallest = size;
                    System.arraycopy(w, 0, best, 0, unknowns);
                } else if (iteration > 2 && size < 1e-10 * beta) {
                    break; // as exact as rounding allows
                }
                if (!factor(w)) {
                    break;
                }
                for (int k = 0; k < unknowns; k++) {
                    step[k] = -gradient[k];
                }
                hessian.solve(step);
                double slope = Euclidean.dot(step, gradient);
                if (!(slope < 0)) {
                    break;
                }
                double length = 1;
                double next = Double.NaN;
                for (int halving = 0; halving < 40; halving++) {
                    for (int k = 0; k < unknowns; k++) {
                        trial[k] = w[k] + length * step[k];
                    }
                    next = value(trial);
                    // near the optimum the values agree to rounding: the full step is right there
                    if (next <= value + 1e-4 * length * slope + 1e-14 * Math.abs(value)) {
                        break;
                    }
                    length /= 2;
                }
                if (!(next <= value + 1e-13 * Math.abs(value))) {
                    break;
                }
                value = next;
                System.arraycopy(trial, 0, w, 0, unknowns);
            }
            return expand(best);
        }

        /** Factorises the Hessian, with more on its diagonal until that works. */
        private boolean factor(double[] w) {
            double trace = 0;
            double[] root = new double[n];
            for (int i = 0; i < n; i++) {
                root[i] = Math.sqrt(loss.secondDerivative(z[i], y[i]));
            }
            double[] column = new double[n];
            for (int k = 0; k < unknowns; k++) {
                for (int i = 0; i < n; i++) {
                    column[i] = design[k][i] * root[i];
                    trace += column[i] * column[i];
                }
                weighted.setColumns(k, column, n);
            }
            if (!(trace > 0)) {
                // no neuron is active on any sample
                return false;
            }
            for (double shift = 1e-15 * trace; shift <= trace; shift *= 100) {
                hessian.setTransposedGram(weighted, shift);
                addNorms(w);
                if (hessian.factor()) {
                    return true;
                }
            }
            return false;
        }

        private void addNorms(double[] w) {
            int row = 0;
            for (double[][] basis : bases) {
                int size = basis.length;
                double length = norm(w, row, size);
                for (int a = 0; a < size && length > 0; a++) {
                    double along = w[row + a] / length;
                    for (int b = 0; b <= a; b++) {
                        hessian.add(row + a, row + b, beta / length * ((a == b ? 1 : 0) - along * w[row + b] / length));
                    }
                }
                row += size;
            }
        }

        private void predict(double[] w) {
            Arrays.fill(z, 0);
            for (int k = 0; k < unknowns; k++) {
                double[] column = design[k];
                double factor = w[k];
                for (int i = 0; i < n; i++) {
                    z[i] += factor * column[i];
                }
            }
        }

        private double value(double[] w) {
            predict(w);
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += loss.value(z[i], y[i]);
            }
            int row = 0;
            for (double[][] basis : bases) {
                sum += beta * norm(w, row, basis.length);
                row += basis.length;
            }
            return sum;
        }

        private void differentiate(double[] w) {
            predict(w);
            double[] slope = new double[n];
            for (int i = 0; i < n; i++) {
                slope[i] = loss.derivative(z[i], y[i]);
            }
            for (int k = 0; k < unknowns; k++) {
                gradient[k] = Euclidean.dot(design[k], 0, slope, 0, n);
            }
            int row = 0;
            for (double[][] basis : bases) {
                double length = norm(w, row, basis.length);
                for (int a = 0; a < basis.length && length > 0; a++) {
                    gradient[row + a] += beta * w[row + a] / length;
                }
                row += basis.length;
            }
        }

        private double norm(double[] w, int from, int size) {
            double square = 0;
            for (int k = from; k < from + size; k++) {
                square += w[k] * w[k];
            }
            return Math.sqrt(square);
        }

        private List<double[]> expand(double[] w) {
            List<double[]> vectors = new ArrayList<>();
            int row = 0;
            for (double[][] basis : bases) {
                double[] v = new double[r];
                for (double[] direction : basis) {
                    for (int k = 0; k < r; k++) {
                        v[k] += w[row] * direction[k];
                    }
                    row++;
                }
                vectors.add(v);
            }
            return vectors;
        }

        @Override
        public void close() {
            weighted.close();
            hessian.close();
        }
    }
}
