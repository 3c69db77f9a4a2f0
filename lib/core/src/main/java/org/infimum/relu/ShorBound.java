package org.infimum.relu;

import java.util.Arrays;
import org.infimum.linalg.Euclidean;

/**
 * The order-(r+1) Shor bound of a node of the sign search, through its Lagrangian dual, by a barrier method of our own.
 *
 * <p>With t = g^T u for the generators g of Z+ and Z-, and signs s_i of the decided ones, the node's function on the unit ball is
 *
 * <pre>f(u) = c_0^T u + 1/2 sum_{+, undecided} |t_i| + 1/2 sum_{+, decided} s_i t_i - 1/2 sum_- |t_j|.</pre>
 *
 * For any w_i &gt; 0, theta_j &ge; 0, |k_j| + theta_j &le; 1 and a_j = ||g_j||: |t| &le; (w t^2 + 1/w) / 2 and, as |t_j| &le; a_j,
 * |t_j| &ge; k_j t_j + theta_j t_j^2 / a_j. So with
 *
 * <pre>A = lambda I - 1/4 sum_{+, undecided} w_i g_i g_i^T + 1/2 sum_- theta_j / a_j g_j g_j^T
 * c = c_0 + 1/2 sum_{+, decided} s_i g_i - 1/2 sum_- k_j g_j</pre>
 *
 * and lambda &ge; 0 such that A is positive definite, f &le; 1/4 sum 1/w_i + lambda + 1/4 c^T A^{-1} c. Minimising over (w, theta, k, lambda) is
 * a convex problem whose optimum is that of the semidefinite relaxation (strong duality: the dual has interior points). Newton's method
 * on it with the barriers -tau log lambda - tau log det A - tau log theta (1 - theta - k)(1 - theta + k), in log w; as the first part depends on (A, c) only, the k are
 * eliminated through a matrix of order r, and a Newton step costs O(n^2 r + n^3/6). On the central path u = A^{-1} c / 2 and U = u u^T + tau A^{-1}
 * solve the relaxation: scaled to trace 1 they are feasible anywhere, which tells when more steps could not prune the node.
 *
 * <p>All of this is plain floating point and only proposes multipliers: {@link ShorProof} proves the bound.
 */
final class ShorBound {
    /** Enough for twelve decades of tau at three steps each; a node usually needs 5 to 15. */
    private static final int MAX_STEPS = 60;

    /** To the walls of the barriers, at most this part of the way. */
    private static final double TO_THE_WALL = 0.7;

    private final SignGenerators g;
    private final ShorProof proof;
    private final int r;
    private final int nm;

    private SignNode node;
    private double cutoff;
    private double accuracy;
    private int left;
    private boolean started;

    // the node's variables: logarithms of w, theta, k, lambda
    private int m;
    private final int[] undecided;
    private final double[] fixed;
    private final Point now;
    private final Point next;
    private double tau;

    // at the current point
    private final double[][] columns;
    private final double[][] v;
    private final double[][] rv;
    private final double[][] inverse;
    private final double[][] schur;
    private final double[] weight;
    private final double[] s;
    private final double[] ownP;
    private final double[] sigma;
    private final double[] omega;
    private final double[] rowP;
    private final double[] rowR;
    private final double[] back;
    private final double[] y;
    private final double[] z;
    private final double[] x;
    private final double[] lambdaColumn;
    private final double[][] newton;
    private final double[] gradient;
    private final double[] gradientK;
    private final double[] cross;
    private final double[] curvatureK;
    private final double[] step;
    private final double[] stepK;
    private final double[] small;
    private final double[] scaledRow;
    private final double[] norms;
    private final double[][] full;
    private double traceInverse;
    private double dual;
    private double primal;
    private double decrement;

    /** A point of the dual with what its value needs. */
    private final class Point {
        final double[] logW;
        final double[] theta;
        final double[] k;
        double lambda;
        final double[][] chol;
        final double[] c;
        final double[] y;
        double logDet;
        double value;

        Point() {
            logW = new double[g.positives];
            theta = new double[nm];
            k = new double[nm];
            chol = new double[r][r];
            c = new double[r];
            y = new double[r];
        }

        /** Factors A and sets y = L^{-1} c; the barrier function's value, infinite where A is not positive definite. */
        double barrier(double tau) {
            double constant = 0;
            for (int i = 0; i < m; i++) {
                double w = Math.exp(logW[i]);
                weight[i] = -w / 4;
                constant += 1 / w;
            }
            double walls = 0;
            for (int j = 0; j < nm; j++) {
                weight[m + j] = theta[j] / (2 * g.minusLength[j]);
                walls += Math.log(theta[j] * (1 - theta[j] - k[j]) * (1 - theta[j] + k[j]));
            }
            int n = m + nm;
            for (int a = 0; a < r; a++) {
                double[] ca = columns[a];
                for (int i = 0; i < n; i++) {
                    rowP[i] = weight[i] * ca[i];
                }
                for (int b = 0; b <= a; b++) {
                    chol[a][b] = Euclidean.dot(rowP, 0, columns[b], 0, n);
                }
                chol[a][a] += lambda;
                c[a] = fixed[a] - Euclidean.dot(ca, m, k, 0, nm) / 2;
            }
            logDet = factor(chol, r);
            if (Double.isNaN(logDet)) {
                value = Double.POSITIVE_INFINITY;
                return value;
            }
            forward(chol, c, y);
            double quadratic = Euclidean.dot(y, 0, y, 0, r);
            value = constant / 4 + lambda + quadratic / 4;
            double result = value - tau * (logDet + walls + Math.log(lambda));
            return Double.isNaN(result) ? Double.POSITIVE_INFINITY : result;
        }
    }

    ShorBound(SignGenerators g, ShorProof proof) {
        this.g = g;
        this.proof = proof;
        r = g.r;
        nm = g.negatives;
        int most = g.positives + nm;
        undecided = new int[g.positives];
        fixed = new double[r];
        columns = new double[r][most];
        v = new double[r][most];
        rv = new double[r][most];
        inverse = new double[r][r];
        schur = new double[r][r];
        weight = new double[most];
        s = new double[most];
        ownP = new double[most];
        sigma = new double[most];
        omega = new double[most];
        rowP = new double[most];
        rowR = new double[most];
        back = new double[most];
        y = new double[r];
        z = new double[r];
        x = new double[r];
        lambdaColumn = new double[r];
        newton = new double[most + 1][most + 1];
        gradient = new double[most + 1];
        gradientK = new double[nm];
        cross = new double[nm];
        curvatureK = new double[nm];
        step = new double[most + 1];
        stepK = new double[nm];
        small = new double[r];
        scaledRow = new double[nm];
        norms = new double[most];
        full = new double[r][r];
        now = new Point();
        next = new Point();
    }

    /** The relaxation's own value at the last node's end, in plain floating point. */
    double primal() {
        return primal;
    }

    /** The direction u of the last node's end. */
    double[] direction() {
        return z.clone();
    }

    /**
     * Begins with a node, from its multipliers. {@link #advance} does the work: it never raises the node's bound, and sets its multipliers and
     * the sample to branch on at the end. It ends as soon as the proved bound is at or below the cutoff, or it is clear that it will not be
     * and the bound is within {@code accuracy} times what is left to the cutoff.
     *
     * @param node the node; its own bound is a valid one and stays where no better one is proved
     * @param cutoff in scaled units
     * @param accuracy a number in (0, 1)
     */
    void begin(SignNode node, double cutoff, double accuracy) {
        this.node = node;
        this.cutoff = cutoff;
        this.accuracy = accuracy;
        left = MAX_STEPS;
        decrement = Double.POSITIVE_INFINITY;
        read();
        started = startingPoint(node.multipliers);
    }

    /**
     * One Newton step on the node's bound.
     *
     * @return false when the node is done with
     */
    boolean advance() {
        if (!started) {
            choose();
            return false;
        }
        analyse();
        if (dual <= cutoff && prove()) {
            return false;
        }
        // near the central path dual - tau times the barrier's parameter is about what more steps could reach, or else
        // a feasible point tells
        double reachable = Math.max(primal, dual - tau * (r + 1 + 3 * nm) - decrement);
        double gap = dual - reachable;
        boolean hopeless = reachable > cutoff && gap <= accuracy * (dual - cutoff);
        if (--left > 0 && !hopeless && gap > 1e-12 * Math.abs(dual) && improve()) {
            return true;
        }
        analyse();
        prove();
        keep();
        choose();
        return false;
    }

    /** Multiplications in one Newton step of the node at hand, roughly. */
    long work() {
        long n = m + nm + 1L;
        return n * n * (n / 6 + r) + 3 * n * r * r + 2L * r * r * r;
    }

    private void read() {
        m = 0;
        for (int i = 0; i < g.positives; i++) {
            if (node.signs[i] == 0) {
                undecided[m++] = i;
            }
        }
        for (int a = 0; a < r; a++) {
            double sum = 0;
            double[] ga = g.plus[a];
            for (int i = 0; i < g.positives; i++) {
                sum += node.signs[i] * ga[i];
            }
            fixed[a] = g.centre[a] + sum / 2;
            for (int i = 0; i < m; i++) {
                columns[a][i] = ga[undecided[i]];
            }
            System.arraycopy(g.minus[a], 0, columns[a], m, nm);
        }
    }

    private boolean startingPoint(SignNode.Multipliers from) {
        if (from == null) {
            double sum = 0;
            for (int i = 0; i < m; i++) {
                double length = g.plusLength[undecided[i]];
                now.logW[i] = Math.log(Math.sqrt(r) / length);
                sum += length;
            }
            Arrays.fill(now.theta, 1.0 / 3);
            Arrays.fill(now.k, 0);
            double norm = Math.sqrt(Euclidean.dot(fixed, 0, fixed, 0, r));
            // about the trace of M over r: twice its mean eigenvalue
            now.lambda = Math.max(sum / (2 * Math.sqrt(r)), norm / 2) + Double.MIN_NORMAL;
            tau = 0.1 * (norm + sum) / (r + 3 * nm + 1);
        } else {
            for (int i = 0; i < m; i++) {
                now.logW[i] = Math.log(from.weights()[undecided[i]]);
            }
            for (int j = 0; j < nm; j++) {
                now.theta[j] = from.squares()[j];
                now.k[j] = from.slopes()[j];
                double room = now.theta[j] + Math.abs(now.k[j]);
                if (!(now.theta[j] > 0) || !(room < 1)) {
                    now.theta[j] = Math.max(now.theta[j], 1e-9);
                    double shrink = (1 - 1e-7) / Math.max(room, 1);
                    now.theta[j] *= shrink;
                    now.k[j] *= shrink;
                }
            }
            now.lambda = from.lambda();
            tau = 10 * from.tau();
        }
        for (int tries = 0; tries < 60; tries++) {
            if (now.barrier(tau) < Double.POSITIVE_INFINITY) {
                return true;
            }
            now.lambda *= from == null || tries > 8 ? 2 : 1.02;
        }
        return false;
    }

    /** At the current point: V = L^{-1} G, s = G z, the diagonal of P = G A^{-1} G^T, and the values of dual and primal. */
    private void analyse() {
        int n = m + nm;
        double[][] l = now.chol;
        System.arraycopy(now.y, 0, y, 0, r);
        System.arraycopy(y, 0, z, 0, r);
        backward(l, z);
        forward(l, z, x);
        solveColumns(l, columns, v, n);
        Arrays.fill(s, 0, n, 0);
        Arrays.fill(ownP, 0, n, 0);
        for (int a = 0; a < r; a++) {
            double[] va = v[a];
            double ya = y[a];
            for (int i = 0; i < n; i++) {
                s[i] += ya * va[i];
                ownP[i] += va[i] * va[i];
            }
        }
        // L^{-1}, row by row
        traceInverse = 0;
        for (int a = 0; a < r; a++) {
            Arrays.fill(inverse[a], 0);
            for (int b = 0; b < a; b++) {
                double f = l[a][b];
                for (int k = 0; k <= b; k++) {
                    inverse[a][k] -= f * inverse[b][k];
                }
            }
            inverse[a][a] = 1;
            for (int k = 0; k <= a; k++) {
                inverse[a][k] /= l[a][a];
                traceInverse += inverse[a][k] * inverse[a][k];
            }
        }
        dual = now.value;
        double trace = Euclidean.dot(z, 0, z, 0, r) / 4 + tau * traceInverse;
        double root = Math.sqrt(trace);
        double sum = 0;
        for (int i = 0; i < m; i++) {
            sum += Math.sqrt(s[i] * s[i] / 4 + tau * ownP[i]) / root;
        }
        for (int j = 0; j < nm; j++) {
            double t = Math.abs(s[m + j]) / (2 * root);
            double q = (s[m + j] * s[m + j] / 4 + tau * ownP[m + j]) / trace;
            sum -= Math.max(t, q / g.minusLength[j]);
        }
        primal = Euclidean.dot(fixed, 0, z, 0, r) / (2 * root) + sum / 2;
    }

    private boolean prove() {
        double proved = proof.bound(node.signs, now.logW, now.theta, now.k, now.lambda, z);
        if (proved < node.bound) {
            node.bound = proved;
        }
        return node.bound <= cutoff;
    }

    private void keep() {
        float[] weights = new float[g.positives];
        for (int i = 0; i < m; i++) {
            weights[undecided[i]] = (float) Math.exp(now.logW[i]);
        }
        float[] squares = new float[nm];
        float[] slopes = new float[nm];
        for (int j = 0; j < nm; j++) {
            squares[j] = (float) now.theta[j];
            slopes[j] = (float) now.k[j];
        }
        node.multipliers = new SignNode.Multipliers(weights, squares, slopes, now.lambda, tau);
    }

    /** Branches where the relaxation is furthest from a direction: the largest sqrt(q_i) - |t_i|. */
    private void choose() {
        node.branch = m > 0 ? undecided[0] : -1;
        double worst = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < m; i++) {
            double t = Math.abs(s[i]) / 2;
            double far = Math.sqrt(t * t + tau * ownP[i]) - t;
            if (far > worst) {
                worst = far;
                node.branch = undecided[i];
                node.hopeful = (byte) (s[i] >= 0 ? 1 : -1);
            }
        }
    }

    /** A Newton step on the barrier function, and a smaller tau when it is small; false where nothing more is to be had. */
    private boolean improve() {
        decrement = direction(tau);
        if (!(decrement >= 0)) {
            return false;
        }
        double before = now.barrier(tau);
        double length = Math.min(1, TO_THE_WALL * wall());
        boolean moved = false;
        for (int halvings = 0; halvings < 30; halvings++) {
            move(length);
            if (next.barrier(tau) <= before - 0.1 * length * decrement + 1e-14 * Math.abs(before)) {
                moved = true;
                break;
            }
            length /= 2;
        }
        if (moved) {
            swap();
        }
        if (decrement <= tau * 10 || !moved) {
            if (tau < 1e-15 * Math.abs(dual)) {
                return false;
            }
            tau *= 0.3;
        }
        return true;
    }

    private void swap() {
        System.arraycopy(next.logW, 0, now.logW, 0, m);
        System.arraycopy(next.theta, 0, now.theta, 0, nm);
        System.arraycopy(next.k, 0, now.k, 0, nm);
        now.lambda = next.lambda;
        now.value = next.value;
        now.logDet = next.logDet;
        System.arraycopy(next.c, 0, now.c, 0, r);
        System.arraycopy(next.y, 0, now.y, 0, r);
        for (int a = 0; a < r; a++) {
            System.arraycopy(next.chol[a], 0, now.chol[a], 0, r);
        }
    }

    private double wall() {
        double most = 1e9;
        for (int i = 0; i < m; i++) {
            most = Math.min(most, 2 / Math.max(1e-9, Math.abs(step[i])));
        }
        for (int j = 0; j < nm; j++) {
            double dt = step[m + j];
            double a = 1 - now.theta[j] - now.k[j];
            double b = 1 - now.theta[j] + now.k[j];
            most = ratio(most, now.theta[j], dt);
            most = ratio(most, a, -dt - stepK[j]);
            most = ratio(most, b, -dt + stepK[j]);
        }
        return ratio(most, now.lambda, step[m + nm]);
    }

    private static double ratio(double most, double room, double change) {
        return change < 0 ? Math.min(most, room / -change) : most;
    }

    private void move(double length) {
        for (int i = 0; i < m; i++) {
            next.logW[i] = now.logW[i] + length * step[i];
        }
        for (int j = 0; j < nm; j++) {
            next.theta[j] = now.theta[j] + length * step[m + j];
            next.k[j] = now.k[j] + length * stepK[j];
        }
        next.lambda = now.lambda + length * step[m + nm];
    }

    /**
     * Newton's direction at the current point. With W the r columns that carry the Hessian of 1/4 c^T A^{-1} c, that is D + W^T W + tau-part,
     * where D couples theta_j and k_j only: y = W step is kept as an unknown, the k are eliminated, then y.
     *
     * @return minus the slope along it, NaN on failure
     */
    private double direction(double tau) {
        int n = m + nm;
        double half = Math.sqrt(0.5);
        double eighth = Math.sqrt(0.125);
        for (int i = 0; i < m; i++) {
            double w = Math.exp(now.logW[i]);
            double q = s[i] * s[i] / 4 + tau * ownP[i];
            sigma[i] = -w / 4;
            omega[i] = sigma[i] * s[i] * half;
            gradient[i] = w * q / 4 - 1 / (4 * w);
            step[i] = -gradient[i];
            // here the diagonal waits for its matrix
            back[i] = w * q / 4 + 1 / (4 * w);
        }
        for (double[] row : schur) {
            Arrays.fill(row, 0);
        }
        Arrays.fill(small, 0);
        for (int j = 0; j < nm; j++) {
            int i = m + j;
            double th = now.theta[j];
            double a = 1 - th - now.k[j];
            double b = 1 - th + now.k[j];
            double ia = 1 / a;
            double ib = 1 / b;
            sigma[i] = 1 / (2 * g.minusLength[j]);
            gradient[i] = -sigma[i] * (s[i] * s[i] / 4 + tau * ownP[i]) + tau * (ia + ib - 1 / th);
            gradientK[j] = -s[i] / 4 + tau * (ia - ib);
            cross[j] = tau * (ia * ia - ib * ib);
            curvatureK[j] = tau * (ia * ia + ib * ib);
            omega[i] = sigma[i] * s[i] * half - cross[j] / curvatureK[j] * eighth;
            back[i] = tau / (th * th) + 4 * tau / (a * a + b * b);
            step[i] = -gradient[i] + cross[j] / curvatureK[j] * gradientK[j];
            rowP[j] = 0.125 / curvatureK[j];
            rowR[j] = eighth * gradientK[j] / curvatureK[j];
        }
        for (int a = 0; a < r; a++) {
            double[] va = v[a];
            double sum = 0;
            for (int j = 0; j < nm; j++) {
                scaledRow[j] = rowP[j] * va[m + j];
                sum += rowR[j] * va[m + j];
            }
            small[a] = sum;
            for (int b = 0; b <= a; b++) {
                schur[a][b] = Euclidean.dot(v[b], m, scaledRow, 0, nm);
            }
            schur[a][a] += 1;
        }
        if (Double.isNaN(factor(schur, r))) {
            return Double.NaN;
        }
        // R = S^{-1/2} V, and the same for lambda's column and the right side
        solveColumns(schur, v, rv, n);
        forward(schur, x, lambdaColumn);
        for (int a = 0; a < r; a++) {
            lambdaColumn[a] *= half;
        }
        forward(schur, small, small);
        double[] last = newton[n];
        double trace2 = 0;
        for (int a = 0; a < r; a++) {
            for (int b = 0; b <= a; b++) {
                double e = 0;
                for (int k = a; k < r; k++) {
                    e += inverse[k][a] * inverse[k][b];
                }
                full[a][b] = e;
                full[b][a] = e;
                trace2 += (a == b ? 1 : 2) * e * e;
            }
        }
        // |A^{-1} g_i|^2, from L^{-T} V
        Arrays.fill(norms, 0, n, 0);
        for (int a = 0; a < r; a++) {
            Arrays.fill(rowR, 0, n, 0);
            for (int k = a; k < r; k++) {
                axpy(inverse[k][a], v[k], rowR, 0, n);
            }
            for (int i = 0; i < n; i++) {
                norms[i] += rowR[i] * rowR[i];
            }
        }
        for (int i = 0; i < n; i++) {
            double[] row = newton[i];
            Arrays.fill(rowP, i, n, 0);
            Arrays.fill(rowR, i, n, 0);
            gram(v, i, rowP, n);
            gram(rv, i, rowR, n);
            double st = tau * sigma[i];
            double om = omega[i];
            for (int j = i; j < n; j++) {
                row[j] = st * sigma[j] * rowP[j] * rowP[j] + om * omega[j] * rowR[j];
            }
            row[i] += back[i];
            double dotL = 0;
            double dotB = 0;
            for (int a = 0; a < r; a++) {
                dotL += rv[a][i] * lambdaColumn[a];
                dotB += rv[a][i] * small[a];
            }
            row[n] = om * dotL + st * norms[i];
            step[i] += om * dotB;
        }
        last[n] = Euclidean.dot(lambdaColumn, 0, lambdaColumn, 0, r) + tau * (trace2 + 1 / (now.lambda * now.lambda));
        gradient[n] = 1 - Euclidean.dot(z, 0, z, 0, r) / 4 - tau * (traceInverse + 1 / now.lambda);
        step[n] = -gradient[n] + Euclidean.dot(lambdaColumn, 0, small, 0, r);
        if (!factorUpper(newton, n + 1)) {
            return Double.NaN;
        }
        solveUpper(newton, step, n + 1);
        // y = S^{-1} (W~ step - b2), then k
        for (int a = 0; a < r; a++) {
            double sum = lambdaColumn[a] * step[n] - small[a];
            double[] ra = rv[a];
            for (int i = 0; i < n; i++) {
                sum += ra[i] * omega[i] * step[i];
            }
            small[a] = sum;
        }
        backward(schur, small);
        double slope = gradient[n] * step[n];
        for (int j = 0; j < nm; j++) {
            double sum = 0;
            for (int a = 0; a < r; a++) {
                sum += v[a][m + j] * small[a];
            }
            stepK[j] = (-gradientK[j] - cross[j] * step[m + j] - eighth * sum) / curvatureK[j];
            slope += gradientK[j] * stepK[j];
        }
        for (int i = 0; i < n; i++) {
            slope += gradient[i] * step[i];
        }
        return -slope;
    }

    private static void axpy(double f, double[] from, double[] to, int begin, int end) {
        for (int j = begin; j < end; j++) {
            to[j] += f * from[j];
        }
    }

    /** row[j] += sum_a rows[a][i] rows[a][j] for j from i on. */
    private static void gram(double[][] rows, int i, double[] row, int n) {
        int a = 0;
        for (; a + 3 < rows.length; a += 4) {
            double[] r0 = rows[a];
            double[] r1 = rows[a + 1];
            double[] r2 = rows[a + 2];
            double[] r3 = rows[a + 3];
            double f0 = r0[i];
            double f1 = r1[i];
            double f2 = r2[i];
            double f3 = r3[i];
            for (int j = i; j < n; j++) {
                row[j] += f0 * r0[j] + f1 * r1[j] + (f2 * r2[j] + f3 * r3[j]);
            }
        }
        for (; a < rows.length; a++) {
            axpy(rows[a][i], rows[a], row, i, n);
        }
    }

    /** In place, lower triangle; the logarithm of the determinant, NaN where the matrix is not positive definite. */
    private static double factor(double[][] l, int order) {
        double product = 1;
        double log = 0;
        for (int a = 0; a < order; a++) {
            double[] la = l[a];
            for (int b = 0; b < a; b++) {
                la[b] = (la[b] - Euclidean.dot(la, 0, l[b], 0, b)) / l[b][b];
            }
            double pivot = la[a] - Euclidean.dot(la, 0, la, 0, a);
            if (!(pivot > 0) || pivot == Double.POSITIVE_INFINITY) {
                return Double.NaN;
            }
            la[a] = Math.sqrt(pivot);
            product *= pivot;
            if (product < 1e-100 || product > 1e100) {
                log += Math.log(product);
                product = 1;
            }
        }
        return log + Math.log(product);
    }

    private static void forward(double[][] l, double[] b, double[] result) {
        for (int a = 0; a < l.length; a++) {
            result[a] = (b[a] - Euclidean.dot(l[a], 0, result, 0, a)) / l[a][a];
        }
    }

    private static void backward(double[][] l, double[] b) {
        for (int a = l.length - 1; a >= 0; a--) {
            b[a] /= l[a][a];
            axpy(-b[a], l[a], b, 0, a);
        }
    }

    /** L^{-1} applied to all columns at once. */
    private static void solveColumns(double[][] l, double[][] from, double[][] to, int n) {
        for (int a = 0; a < l.length; a++) {
            double[] target = to[a];
            System.arraycopy(from[a], 0, target, 0, n);
            for (int b = 0; b < a; b++) {
                axpy(-l[a][b], to[b], target, 0, n);
            }
            double scale = 1 / l[a][a];
            for (int i = 0; i < n; i++) {
                target[i] *= scale;
            }
        }
    }

    /** K = R^T R in place, upper triangle, row by row: the inner loop runs along rows, four at a time. */
    private static boolean factorUpper(double[][] k, int order) {
        for (int i = 0; i < order; i++) {
            double[] row = k[i];
            double own = row[i];
            int a = 0;
            for (; a + 3 < i; a += 4) {
                double[] r0 = k[a];
                double[] r1 = k[a + 1];
                double[] r2 = k[a + 2];
                double[] r3 = k[a + 3];
                double f0 = r0[i];
                double f1 = r1[i];
                double f2 = r2[i];
                double f3 = r3[i];
                for (int j = i; j < order; j++) {
                    row[j] -= f0 * r0[j] + f1 * r1[j] + (f2 * r2[j] + f3 * r3[j]);
                }
            }
            for (; a < i; a++) {
                axpy(-k[a][i], k[a], row, i, order);
            }
            double pivot = row[i];
            if (!(pivot > 1e-15 * own)) {
                // lost to rounding: this direction is left where it is
                pivot = own * 1e30 + Double.MIN_NORMAL;
            }
            if (!(pivot > 0) || pivot == Double.POSITIVE_INFINITY) {
                return false;
            }
            double scale = 1 / Math.sqrt(pivot);
            row[i] = pivot * scale;
            for (int j = i + 1; j < order; j++) {
                row[j] *= scale;
            }
        }
        return true;
    }

    private static void solveUpper(double[][] k, double[] b, int order) {
        for (int i = 0; i < order; i++) {
            b[i] /= k[i][i];
            axpy(-b[i], k[i], b, i + 1, order);
        }
        for (int i = order - 1; i >= 0; i--) {
            double sum = b[i];
            double[] row = k[i];
            for (int j = i + 1; j < order; j++) {
                sum -= row[j] * b[j];
            }
            b[i] = sum / row[i];
        }
    }
}
