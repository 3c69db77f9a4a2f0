/** Functions with a known Lipschitz constant, most of them with a known minimum: the problems of tests and tables. */
package org.infimum.testfunctions;
