#!/usr/bin/env python3
"""Writes what Ansible's commands print for every case in ../cases/settings: "out", "code", and "err" where a case has it.

In all texts DIR is the folder of the case, which is also the home directory. What differs from run to run is made equal by the
same rules as in SettingsCasesTest.

usage: settings.py FOLDER-OF-ANSIBLE'S-COMMANDS [FILE ...]
"""

import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import yaml

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases" / "settings"
BIN = pathlib.Path(sys.argv[1]).resolve()
COMMANDS = {"config": "ansible-config", "playbook": "ansible-playbook", "run": "ansible", "inventory": "ansible-inventory"}


class Dumper(yaml.SafeDumper):
    pass


def text(dumper, value):
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


Dumper.add_representer(str, text)


def normalised(out, folder):
    out = out.replace(folder, "DIR")
    out = re.sub(r'"(start|end|delta)": "[^"]*"', r'"\1": "..."', out)
    out = re.sub(r"^( *(?:start|end|delta)): .*", r"\1: ...", out, flags=re.M)
    # An error's first line counts; how its place in the playbook is quoted does not.
    out = re.sub(r"(\[ERROR\]: [^\n]*)\n(?:(?!fatal: |failed: |\[ERROR\]: |PLAY |TASK |task path: )[^\n]*\n)*", r"\1\n", out)
    return "\n".join(line.rstrip() for line in out.split("\n")).strip("\n") + "\n"


def expected(case):
    with tempfile.TemporaryDirectory() as name:
        folder = str(pathlib.Path(name).resolve())
        files = dict({"hosts": "a ansible_connection=local\n"}, **case.get("files", {}))
        for path, content in files.items():
            file = pathlib.Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            if path.endswith("/"):
                file.mkdir()
            else:
                file.write_text(re.sub(r"\bDIR\b", folder, content))
                if path.endswith(".sh"):
                    file.chmod(0o755)
        variables = dict(
            PATH=os.environ["PATH"], HOME=folder, ANSIBLE_NOCOLOR="1", COLUMNS="80", LANG="C.UTF-8",
            ANSIBLE_PYTHON_INTERPRETER=str(BIN / "python"),
        )
        if case["run"].startswith("config "):
            del variables["ANSIBLE_PYTHON_INTERPRETER"]
        if "ansible.cfg" in files:
            variables["ANSIBLE_CONFIG"] = folder + "/ansible.cfg"
        variables.update({key: re.sub(r"\bDIR\b", folder, value) for key, value in case.get("environment", {}).items()})
        words = [re.sub(r"\bDIR\b", folder, word) for word in shlex.split(case["run"])]
        run = subprocess.run(
            [BIN / COMMANDS[words[0]], *words[1:]], cwd=folder, env=variables, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        case["code"] = run.returncode
        case["out"] = normalised(run.stdout, folder)
        if "err" in case:
            case["err"] = normalised(run.stderr, folder)
        return case


chosen = [CASES / (name + ".yml") for name in sys.argv[2:]] or sorted(CASES.glob("*.yml"))
with ThreadPoolExecutor(2) as pool:
    for path in chosen:
        cases = list(pool.map(expected, yaml.safe_load(path.read_text())))
        path.write_text(yaml.dump(cases, Dumper=Dumper, sort_keys=False, width=1000, allow_unicode=True))
