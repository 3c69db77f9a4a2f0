/** Linear algebra that several packages share. */
package org.infimum.linalg;
