/**
 * Positively homogeneous networks in parallel (Haeffele and Vidal 2017): f(W) = l(Y, Phi(W)) + lambda sum_i theta(W_i) with Phi(W) = sum_i phi(W_i) over r
 * alike subnetworks, phi and theta positively homogeneous of one degree. The polar tells whether a local minimum is a global one, and which subnetwork to
 * append where it is not.
 */
package org.infimum.homogeneous;
