"""The words for people, in Chinese and English, and how figures, dates and findings are put into them."""

from ruraledu_cli.catalogue.words import LANGUAGES, Catalogue, Language, load_catalogue

__all__ = ["LANGUAGES", "Catalogue", "Language", "load_catalogue"]
