"""Fitting the studio to one camera: Blur2Blur trained on a photographer's own blurry and sharp photos.

Pham et al.: "Blur2Blur: Blur Conversion for Unsupervised Image Deblurring on Unknown Domains", CVPR 2024.

`plan` and `events` need no torch: the window imports them. Everything else runs in a process of its own.
"""
