/** Semantic segmentation: fully convolutional networks trained and judged pixel by pixel. */
package org.infimum.deep.segmentation;
