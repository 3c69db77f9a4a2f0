/**
 * Small feed-forward networks in double arithmetic, as bounds see them: immutable layers with their weights, values and
 * gradients by hand, enclosures of both over sets of weights, the training loss as an objective and its certified
 * Lipschitz constant in the weights.
 */
package org.infimum.network;
