#!/usr/bin/env python3
"""Writes what ansible-playbook prints for every playbook in ../cases/playbooks and ../cases/differs: NAME.txt beside NAME.yml.

A playbook's first lines may give options, "# options: --check --diff", and variables of the environment,
"# environment: ANSIBLE_HASH_BEHAVIOUR=merge". Where they give whole command lines, "# command: -i CASES/levels CASES/levels/one.yml",
each of them is run, one after the other, and nothing else. "# input: y n" gives lines on standard input to every run. In all of
these the word CASES is the folder of the cases, and SCRATCH is a folder that is empty at first and gone at the end.
With "# errors: told" the key sentences of what is told on standard error follow. What differs from run to run or from machine
to machine is made equal by the same rules as in PlaybookCasesTest.

usage: playbooks.py ANSIBLE-PLAYBOOK [CASE ...]
"""

import itertools
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases" / "playbooks"
DIFFERS = CASES.with_name("differs")
PYTHON = pathlib.Path(sys.argv[1]).with_name("python")
SETTINGS = dict(
    ANSIBLE_NOCOLOR="1",
    ANSIBLE_LOCALHOST_WARNING="0",
    ANSIBLE_FORKS="1",
    ANSIBLE_NOCOWS="1",
    ANSIBLE_DEPRECATION_WARNINGS="0",
    COLUMNS="80",
    # The order of Python's sets, which some messages show.
    PYTHONHASHSEED="0",
)


# What Muster calls a value in place of the class that holds it.
KINDS = {"Dict": "dictionary", "List": "list", "Str": "string", "Int": "integer", "Float": "float"}


def normalised(text):
    text = text.replace(str(CASES) + "/", "").replace(str(DIFFERS) + "/", "")
    # A template is rendered into a file of its own.
    text = re.sub(r"^\+\+\+ after: .*/", "+++ after: ", text, flags=re.M)
    # Times, and the files that a step went through.
    text = re.sub(r'"(start|end|delta)": "[^"]*"', r'"\1": "..."', text)
    text = re.sub(r"\bj\d+\.\d+", "JOB", text)
    text = re.sub(r'"child_pid": \d+', '"child_pid": ...', text)
    text = re.sub(r"/[^ \n\"']*/(ansible-local-|\.ansible/tmp)[^ \n\"']*", "TEMPORARY", text)
    # Why a host cannot be reached is told in words of one's own.
    text = re.sub(r'Task failed: (Failed to connect to the host via ssh: |127\.0\.0\.1:9 )[^"\n]*', "Task failed: NOT REACHED", text)
    # So is what cannot be found, and where it was sought.
    text = re.sub(
        r"(Action failed: |Unexpected AnsibleActionFail error: )?[Cc]ould not find or access (\'[^\']*\')[^\"\n]*",
        r"could not find or access \2",
        text,
    )
    # Python prints this set in any order.
    text = re.sub(r"Valid booleans include: [^\"\n]*", "Valid booleans include ...", text)
    text = re.sub(r'the role (\'[^\']*\') was not found in [^"\n]*', r'the role \1 was not found', text)
    # An error's first line counts; how its place in the playbook is quoted does not.
    text = re.sub(r"(\[ERROR\]: [^\n]*)\n(?:(?!fatal: |failed: |\[ERROR\]: |PLAY |TASK )[^\n]*\n)*", r"\1\n", text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip() + "\n"


def given(playbook, word):
    head = itertools.takewhile(lambda line: line.startswith("#"), playbook.read_text().split("\n"))
    return [part for line in head if line.startswith(f"# {word}: ") for part in shlex.split(line.split(":", 1)[1])]


def errors(text):
    """The first line of each error and warning, without its kind of quotes, place, full stop and classes of Python."""
    lines = re.findall(r"^(?:\[(?:ERROR|WARNING|DEPRECATION WARNING)\]|error|warning): .*", text, flags=re.M)
    return "".join(key(line) + "\n" for line in lines)


def key(line):
    kind, said = re.match(r"\[?([A-Za-z ]+)\]?: (.*)", line).groups()
    said = re.sub(r"^[^ :]+:\d+:\d+: ", "", said.replace(str(CASES) + "/", "")).rstrip(" .")
    said = re.sub(r"the role ('[^']*') was not found in .*", r"the role \1 was not found", said)
    said = re.sub(r"<class '[^']*Tagged(\w+)'>", lambda match: KINDS[match[1]], said).replace("`", "'")
    return kind.upper() + ": " + said[:1].lower() + said[1:]


def lines(playbook, word):
    head = itertools.takewhile(lambda line: line.startswith("#"), playbook.read_text().split("\n"))
    return [shlex.split(line.split(":", 1)[1]) for line in head if line.startswith(f"# {word}: ")]


def write(playbook):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = os.path.realpath(scratch)
        plain = [["-i", "CASES/hosts", *given(playbook, "options"), playbook.name]]
        playbook.with_suffix(".txt").write_text(
            "".join(run(playbook, command, scratch) for command in lines(playbook, "command") or plain)
        )


def run(playbook, command, scratch):
    def meant(word):
        return word.replace("CASES", str(CASES)).replace("SCRATCH", scratch)

    variables = dict(meant(part).split("=", 1) for part in given(playbook, "environment"))
    if playbook.parent == DIFFERS:
        variables["ANSIBLE_ROLES_PATH"] = str(CASES / "roles")
    run = subprocess.run(
        [sys.argv[1], *map(meant, command)],
        cwd=playbook.parent,
        env=dict(os.environ, ANSIBLE_PYTHON_INTERPRETER=str(PYTHON), **(SETTINGS | variables)),
        input="".join(line + "\n" for line in given(playbook, "input")),
        capture_output=True,
        text=True,
    )
    told = errors(run.stderr) if given(playbook, "errors") else ""
    return (normalised(run.stdout) + f"exit {run.returncode}\n" + told).replace(scratch, "SCRATCH")


every = sorted([*CASES.glob("*.yml"), *DIFFERS.glob("*.yml")])
chosen = [playbook for playbook in every if playbook.stem in (sys.argv[2:] or [playbook.stem])]
with ThreadPoolExecutor(3) as pool:
    list(pool.map(write, chosen))
