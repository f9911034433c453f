"""Learned sparse coding: networks whose layers are iterations of a solver, with weights of their own."""
