"""Has OpenSSH's client (``ssh -G``) say what is in force for every case of cli/src/test/cases/ssh: ssh.py [FILE ...]

A case is a line of JSON: ``config`` (lines of the file that -F names, left out for none), ``files`` (further files of its
folder, which DIR stands for), ``arguments`` (as a shell writes them) and ``host``. The answer is written behind them:
``expect`` holds what differs from the answer for an empty configuration, or ``refused``.
"""

import json
import pathlib
import pwd
import os
import shlex
import subprocess
import sys
import tempfile

LOCAL = pwd.getpwuid(os.getuid())
KEYS = """addressfamily bindaddress certificatefile compression connectionattempts connecttimeout globalknownhostsfile
hashknownhosts hostkeyalias hostname identitiesonly identityagent identityfile kbdinteractiveauthentication
passwordauthentication port preferredauthentications proxycommand proxyjump pubkeyauthentication serveralivecountmax
serveraliveinterval setenv stricthostkeychecking tcpkeepalive user userknownhostsfile""".split()
ALWAYS = ("hostname", "port", "user")


def asked(arguments, folder):
    """The options that ssh prints, or None if it refuses."""
    run = subprocess.run(
        ["ssh", "-G", *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=folder
    )
    if run.returncode:
        return None
    options = {}
    for line in run.stdout.splitlines():
        key, _, value = line.partition(" ")
        if key in KEYS:
            value = value.replace(str(folder), "DIR").replace(LOCAL.pw_dir, "HOME")
            value = "HOME" + value[1:] if value.startswith("~/") else value
            options.setdefault(key, []).append(value)
    if options["user"] == [LOCAL.pw_name]:
        options["user"] = ["LOCAL"]
    return options


def answer(case):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for file, lines in {**case.get("files", {}), "config": case.get("config", [])}.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(line.replace("DIR", name) + "\n" for line in lines))
        file = [] if "-F" in case.get("arguments", "") else ["-F", str(folder / "config")]
        words = shlex.split(case.get("arguments", "").replace("DIR", name))
        found = asked([*words, *file, case["host"]], folder)
        plain = asked(["-F", "none", "nobody.example"], folder)
        if found is None:
            return "refused"
        return {
            key: values[0] if len(values) == 1 else values
            for key, values in sorted(found.items())
            if key in ALWAYS or values != plain.get(key)
        }


def main():
    here = pathlib.Path(__file__).resolve().parent.parent / "cases" / "ssh"
    for file in map(pathlib.Path, sys.argv[1:] or sorted(here.glob("*.jsonl"))):
        cases = [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
        for case in cases:
            case["expect"] = answer(case)
        file.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases))
        print(file.name, len(cases))


main()
