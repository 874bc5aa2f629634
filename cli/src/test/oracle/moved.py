#!/usr/bin/env python3
"""Writes the table of modules that left ansible-core for collections, and of those that are gone, from ansible-core's own routing.

usage: moved.py .../ansible/config/ansible_builtin_runtime.yml > ../../main/resources/playbook/moved.txt
"""

import collections
import sys
import textwrap

import yaml

HEADER = """\
# Modules that once were ansible-core's and now are of collections, by the names that playbooks still use (ansible-core 2.19).
# A name that changed is OLD=NEW. Behind "removed" stand a name, what it was, the day it went, and what to use instead.
"""

routing = yaml.safe_load(open(sys.argv[1]))["plugin_routing"]
moved = collections.defaultdict(set)
removed = {}
for kind in ("action", "modules"):
    for name, entry in routing[kind].items():
        if "redirect" in entry:
            collection, new = entry["redirect"].rsplit(".", 1)
            if not name.endswith(".ps1") and not collection.startswith("testns."):
                moved[collection].add(name if name == new else f"{name}={new}")
        elif "tombstone" in entry:
            what = {"action": "action plugin", "modules": "module"}[kind]
            stone = entry["tombstone"]
            removed[name] = f"{what}; {stone['removal_date']}; {stone.get('warning_text', '')}"
print(HEADER)
for collection in sorted(moved):
    words = " ".join(sorted(moved[collection]))
    print(textwrap.fill(f"{collection}: {words}", width=120, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False))
for name in sorted(removed):
    print(f"removed {name}; {removed[name]}")
