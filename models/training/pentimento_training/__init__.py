"""Training of Pentimento's networks."""
