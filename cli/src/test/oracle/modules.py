#!/usr/bin/env python3
"""Regenerates cases/modules/NAME.expected.json from cases/modules/NAME.yml by running real ansible-core.

usage: modules.py [NAME...]      (needs ansible-playbook in PATH and root)
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE.parent / "cases" / "modules"
FOLDER = "/tmp/muster-case-%d" % os.getpid()
VOLATILE = {"atime", "mtime", "ctime", "inode", "dev", "version", "blocks", "elapsed", "start", "end", "delta"}

CALLBACK = '''
import json, os, subprocess
from ansible.plugins.callback import CallbackBase

class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "record"
    CALLBACK_NEEDS_ENABLED = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.cases = json.load(open(os.environ["MUSTER_CASES"]))
        self.out = open(os.environ["MUSTER_OUT"], "w")

    def v2_playbook_on_task_start(self, task, is_conditional):
        kind, number = task.get_name().split()
        if kind == "first":
            folder = os.environ["MUSTER_FOLDER"]
            subprocess.run(["sh", "-c", 'umask 022; rm -rf "$1"; mkdir -p "$1/local"; cd "$1"; ' + self.cases[int(number)].get("setup", ""), "sh", folder], check=True)

    def record(self, result, failed=False):
        kind, number = result._task.get_name().split()
        tree = subprocess.run(["sh", os.environ["MUSTER_SNAPSHOT"], os.environ["MUSTER_FOLDER"]], check=True, capture_output=True, text=True).stdout
        self.out.write(json.dumps({"kind": kind, "number": int(number), "result": {"failed": failed, **result._result}, "tree": tree}, default=str) + "\\n")

    def v2_runner_on_ok(self, result, **kwargs): self.record(result)
    def v2_runner_on_failed(self, result, ignore_errors=False, **kwargs): self.record(result, True)
    def v2_runner_on_skipped(self, result, **kwargs): self.record(result)
'''


def located(value):
    if isinstance(value, str):
        return value.replace("DIR", FOLDER)
    if isinstance(value, list):
        return [located(item) for item in value]
    if isinstance(value, dict):
        return {key: located(item) for key, item in value.items()}
    return value


def task(kind, number, case):
    entry = {"name": f"{kind} {number}", **located(case["task"]), "ignore_errors": True}
    if case.get("check"):
        entry["check_mode"] = True
    if case.get("diff"):
        entry["diff"] = True
    if "vars" in case:
        entry["vars"] = case["vars"]
    return entry


def clean(value):
    """What no run can repeat is left out or made equal; see the test for the rest of the masking."""
    if isinstance(value, dict):
        # How long a link is depends on where its target lies.
        if value.get("state") == "link" or value.get("islnk"):
            value = {**value, **({"size": "*"} if "size" in value else {})}
        return {k: "*" if k in VOLATILE else clean(v) for k, v in value.items() if not k.startswith("_ansible") and k not in ("exception", "deprecations")}
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, str):
        value = re.sub(r"\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~", ".BACKUP", value.replace(FOLDER, "DIR"))
        value = re.sub(r"/[^ ]*/\.ansible/tmp/[^/ ]*/", "/.ansible/tmp/", value)
        value = re.sub(r"^\.[a-z0-9_]{8}$", ".content", value)
        return re.sub(r"/\.ansible/tmp/tmp\w+", "/.ansible/tmp/TEMPORARY", value)
    return value


def run(name):
    cases = yaml.safe_load((CASES / f"{name}.yml").read_text())
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        (work / "callback_plugins").mkdir()
        (work / "callback_plugins" / "record.py").write_text(CALLBACK)
        tasks = []
        for number, case in enumerate(cases):
            tasks.append(task("first", number, case))
            if case.get("twice", not case.get("check")):
                tasks.append(task("again", number, case))
        play = [{"hosts": "localhost", "gather_facts": False, "connection": "local", "vars": {"ansible_python_interpreter": sys.executable}, "tasks": tasks}]
        (work / "play.yml").write_text(yaml.safe_dump(play, sort_keys=False, allow_unicode=True))
        (work / "cases.json").write_text(json.dumps(cases, default=str))
        environment = dict(
            os.environ,
            MUSTER_CASES=str(work / "cases.json"),
            MUSTER_OUT=str(work / "out.jsonl"),
            MUSTER_FOLDER=FOLDER,
            MUSTER_SNAPSHOT=str(HERE / "snapshot.sh"),
            ANSIBLE_PIPELINING="1",
            ANSIBLE_NOCOLOR="1",
            ANSIBLE_LOCALHOST_WARNING="0",
            ANSIBLE_CALLBACK_PLUGINS=str(work / "callback_plugins"),
        )
        os.umask(0o022)
        done = subprocess.run(["ansible-playbook", "-i", "localhost,", str(work / "play.yml")], env=environment, capture_output=True, text=True)
        lines = (work / "out.jsonl").read_text().splitlines()
        if len(lines) != len(tasks):
            sys.exit(done.stdout[-3000:] + done.stderr[-3000:])
        expected = {}
        for line in lines:
            record = json.loads(line)
            case = cases[record["number"]]
            entry = expected.setdefault(case["name"], {})
            entry[record["kind"]] = clean(record["result"])
            entry["tree" if record["kind"] == "first" else "tree_again"] = clean(record["tree"]).splitlines()
    for entry in expected.values():
        if entry.get("tree_again") == entry["tree"]:
            del entry["tree_again"]
    (CASES / f"{name}.expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    print(f"{name}: {len(cases)} cases")


names = sys.argv[1:] or sorted(path.stem for path in CASES.glob("*.yml"))
try:
    for each in names:
        run(each)
finally:
    shutil.rmtree(FOLDER, ignore_errors=True)
