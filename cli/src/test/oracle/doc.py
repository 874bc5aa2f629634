#!/usr/bin/env python3
"""Writes what ansible-doc prints for every line of ../cases/doc/commands.txt: NAME.txt beside it.

Texts that describe what Ansible itself has are Ansible's own, and left out by the same rules as in DocCasesTest.

usage: doc.py ANSIBLE-DOC
"""

import os
import pathlib
import re
import shlex
import subprocess
import sys

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases" / "doc"


def normalised(text):
    text = text.replace(str(CASES), "DIR")
    text = re.sub(r'(?m)^        "description": .*\n', "", text) if '"applies_to"' in text else text
    return "\n".join(line.rstrip() for line in text.split("\n")).strip() + "\n"


for line in (CASES / "commands.txt").read_text().splitlines():
    name, words = line.split(":", 1)
    run = subprocess.run(
        [sys.argv[1], "--playbook-dir", str(CASES), *shlex.split(words)],
        env=dict(os.environ, ANSIBLE_NOCOLOR="1", ANSIBLE_ROLES_PATH=str(CASES / "none"), COLUMNS="80"),
        capture_output=True,
        text=True,
    )
    warnings = "".join(part for part in run.stderr.splitlines(True) if part.startswith("[WARNING]"))
    (CASES / (name + ".txt")).write_text(normalised(run.stdout) + warnings + f"exit {run.returncode}\n")
