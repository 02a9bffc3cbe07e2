"""How the invented county of the sample data is made; `generate.py` beside it is the way in."""
