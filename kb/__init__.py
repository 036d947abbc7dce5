"""The ground: references, summaries and the catalogue that keeps them."""
