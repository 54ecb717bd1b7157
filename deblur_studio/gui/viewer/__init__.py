"""The photo viewer: what is painted (pictures, tiles), from where (camera, divider), and the widgets."""
