/** Local descent: what the certifying methods start from or polish with. Nothing here claims a global minimum. */
package org.infimum.descent;
