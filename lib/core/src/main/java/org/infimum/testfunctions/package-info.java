/** Functions with a known Lipschitz constant and minimum. */
package org.infimum.testfunctions;
