/**
 * Figures: {@link org.infimum.notebook.plot.Plot} writes them, {@link org.infimum.notebook.plot.PlotlyFigure} holds them as
 * Plotly's JSON. Figures built with Tablesaw's Plotly API become the same JSON, so both are shown alike.
 */
package org.infimum.notebook.plot;
