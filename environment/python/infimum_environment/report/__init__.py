"""Reports: a notebook run from top to bottom, as one HTML file and one PDF file."""
