/**
 * Infimum in Java notebooks: {@link org.infimum.notebook.Notebook} holds what a cell calls,
 * {@link org.infimum.notebook.LiveMonitor} shows a run while it runs, and
 * {@link org.infimum.notebook.InfimumExtension} installs imports and renderers when the kernel starts.
 */
package org.infimum.notebook;
