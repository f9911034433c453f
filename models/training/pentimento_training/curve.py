"""The curve of a training, as a CSV file."""

from __future__ import annotations

import csv
from pathlib import Path


class Curve:
    """Rows of step, seconds, mean loss since the last row, and the scores where they were measured."""

    def __init__(self, path: Path, columns: list[str], step: int) -> None:
        """Opens a curve, without the rows that lie behind ``step``: they will come again."""
        self.path = path
        self.columns = ["step", "seconds", "loss", *columns]
        rows: list[dict[str, str]] = []
        if path.exists():
            with path.open(encoding="utf8", newline="") as file:
                rows = [row for row in csv.DictReader(file) if int(row["step"]) <= step]
        with path.open("w", encoding="utf8", newline="") as file:
            writer = csv.DictWriter(file, self.columns)
            writer.writeheader()
            writer.writerows(rows)

    def add(self, step: int, seconds: float, loss: float, scores: dict[str, float]) -> None:
        """Appends a row."""
        row = {"step": step, "seconds": f"{seconds:.0f}", "loss": f"{loss:.5f}"}
        row.update({name: f"{score:.3f}" for name, score in scores.items()})
        with self.path.open("a", encoding="utf8", newline="") as file:
            csv.DictWriter(file, self.columns).writerow(row)
        print(" ".join(f"{name} {value}" for name, value in row.items()), flush=True)
