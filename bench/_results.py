"""One table for the eye and one file for machines; each script owns its part of the file."""

import json
import platform
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results.json"
OURS = "Honestbox"


@dataclass
class Figure:
    name: str
    unit: str
    limit: float | None  # the most it may be; None where nothing is promised
    values: dict[str, float] = field(default_factory=dict)  # whose

    @property
    def holds(self) -> bool:
        return self.limit is None or self.values[OURS] <= self.limit

    def ratio(self, peer: str) -> float | None:
        """How many times as much the peer takes."""
        if peer not in self.values or not self.values[OURS]:
            return None
        return self.values[peer] / self.values[OURS]


def print_table(title: str, figures: list[Figure]) -> None:
    peers = list(dict.fromkeys(peer for figure in figures for peer in figure.values if peer != OURS))
    head = [title, "unit", "ours", "limit", *(word for peer in peers for word in (peer, "ratio"))]
    rows = [head, *(_row(figure, peers) for figure in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    for row in rows:
        print("  ".join([row[0].ljust(widths[0]), row[1].ljust(widths[1]), *_right(row[2:], widths[2:])]).rstrip())


def _row(figure: Figure, peers: list[str]) -> list[str]:
    limit = "" if figure.limit is None else f"{_number(figure.limit)}{'' if figure.holds else ' !'}"
    row = [figure.name, figure.unit, _number(figure.values[OURS]), limit]
    for peer in peers:
        ratio = figure.ratio(peer)
        row += ["–", ""] if ratio is None else [_number(figure.values[peer]), f"{ratio:,.1f} ×"]
    return row


def _right(cells: list[str], widths: list[int]) -> list[str]:
    return [cell.rjust(width) for cell, width in zip(cells, widths, strict=True)]


def _number(value: float) -> str:
    return f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"


def write_results(part: str, figures: list[Figure]) -> None:
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    known[part] = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}",
        "figures": [asdict(figure) | {"holds": figure.holds} for figure in figures],
    }
    RESULTS.write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n")
