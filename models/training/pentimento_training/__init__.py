"""Training of Pentimento's networks."""

import os

# Waiting threads sleep. Where other programs want the processor too, spinning is several times slower;
# it must be said before PyTorch is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
