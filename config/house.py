"""Checks a rule of the house that imports cannot show: a later stage changes an earlier one only through its actions.

`python -m config.house` reads every stage's code and names each place that writes to another stage's models.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

STAGES = ("people", "projects", "labeling", "review", "payouts", "demo")
WRITES = {"create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}


def foreign_writes(root: Path) -> Iterator[str]:
    """ "file:line: what" for every write through a model that another stage owns."""
    for stage in STAGES:
        for path in sorted((root / stage).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _writes_in(path, stage, root)


def _writes_in(path: Path, stage: str, root: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    owners = {
        alias.asname or alias.name: node.module.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith(".models")
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            model = _root_name(node.func)
            if owners.get(model, stage) in STAGES and owners.get(model, stage) != stage:
                yield f"{path.relative_to(root)}:{node.lineno}: {stage} writes {owners[model]}'s {model} by itself"


def _root_name(node: ast.expr) -> str:
    """The name that a chain like Model.objects.filter(…).update starts with."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


if __name__ == "__main__":
    found = list(foreign_writes(Path(__file__).resolve().parent.parent))
    for line in found:
        sys.stdout.write(f"{line}\n")
    sys.exit(1 if found else 0)
