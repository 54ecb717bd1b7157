"""Classical deconvolution: a kernel, given by hand or estimated, is undone without any network.

`psf` makes kernels and `kernel_text` carries them in settings; `solvers` undo one, `tiled` does so over a
photo of any size; `preview` is quick enough for a slider; `estimate` finds one in the photo. `by_hand` and
`blind` are what a photographer chooses. No torch, no Qt.
"""
