/** One class that Deeplearning4j 1.0.0-M2.1 looks for by name; see {@link org.nd4j.nativeblas.Nd4jCpu}. Not an API. */
package org.nd4j.nativeblas;
