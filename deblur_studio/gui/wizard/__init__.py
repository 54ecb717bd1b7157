"""The Train tab: a wizard that fits the studio to one's own camera.

`presenter`, `photo_set` and `run_state` know no Qt. `session` lives as long as the studio, so that a training
goes on while the window is built anew; the pages show what it holds.
"""
