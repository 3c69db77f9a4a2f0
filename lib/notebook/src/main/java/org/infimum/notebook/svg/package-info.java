/**
 * Static pictures of figures as SVG, written directly: no AWT, no fonts, a few milliseconds a picture. They are the live
 * frames of a running cell and the pictures of a report.
 */
package org.infimum.notebook.svg;
