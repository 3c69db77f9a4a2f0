/**
 * An independent check of certificate files: nothing but the JDK's arithmetic, exact wherever a comparison decides, and none of the code that
 * found or bounded what a file claims.
 */
package org.infimum.relu.check;
