#!/usr/bin/env python3
"""Writes what ansible-playbook prints of every playbook in ../cases/output in every look that its last line names:
NAME.LOOK.txt beside NAME.yml. The looks are in looks.ini. The package "ansible" has the callbacks that ansible-core lacks.

usage: output.py ANSIBLE-PLAYBOOK [CASE ...]
"""

import configparser
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases" / "output"
SETTINGS = dict(ANSIBLE_LOCALHOST_WARNING="0", ANSIBLE_FORKS="1", ANSIBLE_NOCOWS="1", COLUMNS="80", LC_ALL="C.UTF-8")
LOOKS = configparser.ConfigParser()
LOOKS.optionxform = str
LOOKS.read(CASES / "looks.ini")


def normalised(text, work):
    """Times, and where the files lie; the same rules are in OutputCasesTest."""
    text = text.replace(str(CASES) + "/", "").replace(work, "WORK")
    text = re.sub(r'((?:start|end|delta)"?: )("[^"]*"|\'[^\']*\'|[0-9][^\n]*)', r"\1...", text)
    text = re.sub(r'"src": ("[^"]*"|null)', '"src": ...', text)
    text = re.sub(r'"_original_basename": "\.[a-z0-9_]+"', '"_original_basename": ".content"', text)
    # Which program this is, what it is made of, and how it goes to the node.
    text = re.sub(r"^ansible-playbook \[core[^\n]*\n(  [^\n]*\n)+", "", text)
    text = re.sub(r"^(<[\w.]+> |Using module file |Skipping callback |statically imported: |Read `vars_file` |Parsed |\w+ declined parsing )[^\n]*\n", "", text, flags=re.M)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip() + "\n"


def write(case):
    playbook, look = case
    options = dict(LOOKS[look])
    arguments = shlex.split(options.pop("options"))
    colour = {} if "ANSIBLE_FORCE_COLOR" in options else dict(ANSIBLE_NOCOLOR="1")
    with tempfile.TemporaryDirectory() as work:
        run = subprocess.run(
            [sys.argv[1], "-i", "hosts", "-e", "work=" + work, *arguments, playbook.name],
            cwd=CASES,
            env=dict(os.environ, ANSIBLE_PYTHON_INTERPRETER="/usr/bin/python3", **SETTINGS, **colour, **options),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        text = normalised(run.stdout, work)
    playbook.with_name(f"{playbook.stem}.{look}.txt").write_text(text + f"exit {run.returncode}\n")


def cases():
    chosen = [CASES / (name + ".yml") for name in sys.argv[2:]] or sorted(CASES.glob("*.yml"))
    for playbook in chosen:
        last = playbook.read_text().rstrip("\n").rsplit("\n", 1)[1]
        for look in last.removeprefix("# looks: ").split():
            yield playbook, look


with ThreadPoolExecutor(3) as pool:
    list(pool.map(write, cases()))
