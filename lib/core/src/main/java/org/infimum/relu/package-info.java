/**
 * Two- and three-layer ReLU networks, trained and certified to global optimality by convex duality (Pilanci and Ergen 2020, Ergen and
 * Pilanci 2021): problems, activation patterns, polar oracles, convex programs, column generation, dual certificates for any network.
 */
package org.infimum.relu;
