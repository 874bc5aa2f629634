#!/usr/bin/env python3
"""Writes what ansible-inventory shows of every inventory below ../cases/inventory: list.json and graph.txt in each.

usage: inventory.py ANSIBLE-INVENTORY [CASE ...]
"""

import os
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases" / "inventory"


def show(case, *options):
    source = next(p for p in sorted(case.iterdir()) if p.name.startswith("hosts"))
    env = dict(os.environ, ANSIBLE_INVENTORY_UNPARSED_FAILED="1", ANSIBLE_NOCOLOR="1")
    run = subprocess.run([sys.argv[1], "-i", str(source), *options], cwd=CASES, env=env, capture_output=True, text=True)
    if run.returncode:
        raise SystemExit(f"{case.name}: {run.stderr}")
    return run.stdout


def write(case):
    (case / "list.json").write_text(show(case, "--list"))
    (case / "graph.txt").write_text(show(case, "--graph", "--vars"))


chosen = [CASES / name for name in sys.argv[2:]] or sorted(p for p in CASES.iterdir() if p.is_dir())
with ThreadPoolExecutor(3) as pool:
    list(pool.map(write, chosen))
