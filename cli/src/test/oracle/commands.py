#!/usr/bin/env python3
"""Runs commands of ansible-core and tells what they printed; run it with the Python that has ansible-core.

Reads a JSON list of commands, each a list of words such as ["inventory", "-i", "hosts", "--list"], from standard input, and
writes a JSON list of objects with "code", "out" and "err". Ansible is loaded once: every command is a fork of this process.
"""

import importlib
import json
import os
import sys
import tempfile

SETTINGS = {
    "ANSIBLE_NOCOLOR": "1",
    "ANSIBLE_LOCALHOST_WARNING": "0",
    "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3",
    # Muster never goes on with a part of an inventory.
}
os.environ.update(SETTINGS)

PROGRAMS = {name: importlib.import_module("ansible.cli." + name) for name in ("inventory", "playbook", "adhoc")}


def start(words):
    """Forks a command; gives its process and the files that hold what it prints."""
    out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    child = os.fork()
    if child == 0:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        code = 250
        try:
            sys.argv = ["ansible-" + words[0], *words[1:]]
            PROGRAMS[words[0]].main(sys.argv)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    return child, out, err


def content(file):
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def run(commands):
    results = [None] * len(commands)
    running = {}
    for number in range(len(commands) + 1):
        while running and (number == len(commands) or len(running) >= (os.cpu_count() or 1)):
            child, status = os.wait()
            done, out, err = running.pop(child)
            results[done] = {"code": os.waitstatus_to_exitcode(status), "out": content(out), "err": content(err)}
        if number < len(commands):
            child, out, err = start(commands[number])
            running[child] = number, out, err
    return results


json.dump(run(json.load(sys.stdin)), sys.stdout)
