"""The colours of the screen, legible on a light ground and on a dark one; none is the only sign of anything.

The sixteen colours of a terminal do not: yellow and cyan are pale on white, and bold makes them paler still.
"""

from __future__ import annotations

GOOD = "green4"
BAD = "red3"
WARN = "dark_orange3"
INFO = "deep_sky_blue3"
ODD = "magenta3"
FAINT = "dim"
