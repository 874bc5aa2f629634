#!/usr/bin/env python3
"""Writes what ansible-playbook warns of in every playbook of ../cases/notices: the first lines of warnings and deprecations, in
order of the alphabet, to NAME.txt beside NAME.yml. A playbook's first line may name another inventory than "hosts".

usage: notices.py ANSIBLE-PLAYBOOK [CASE ...]
"""

import os
import pathlib
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases" / "notices"
SETTINGS = dict(ANSIBLE_NOCOLOR="1", ANSIBLE_FORKS="1", ANSIBLE_PYTHON_INTERPRETER="/usr/bin/python3", COLUMNS="80")
TOLD = re.compile(r"^\[(WARNING|DEPRECATION WARNING)\]: .*")


def write(playbook):
    head = playbook.read_text().split("\n", 1)[0]
    inventory = head.removeprefix("# inventory: ") if head.startswith("# inventory: ") else "hosts"
    run = subprocess.run(
        [sys.argv[1], "-i", inventory, playbook.name],
        cwd=CASES,
        env=dict(os.environ, **SETTINGS),
        capture_output=True,
        text=True,
    )
    told = {line.rstrip().replace(f"{CASES}/", "") for line in run.stderr.split("\n") if TOLD.match(line)}
    playbook.with_suffix(".txt").write_text("".join(line + "\n" for line in sorted(told)))


chosen = [playbook for playbook in sorted(CASES.glob("*.yml")) if playbook.name != "empty.yml"]
chosen = [playbook for playbook in chosen if playbook.stem in (sys.argv[2:] or [playbook.stem])]
with ThreadPoolExecutor(3) as pool:
    list(pool.map(write, chosen))
