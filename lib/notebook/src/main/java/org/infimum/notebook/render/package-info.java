/** How values look in a cell: tables, certificates, traces, arrays and figures as bundles of media types. */
package org.infimum.notebook.render;
