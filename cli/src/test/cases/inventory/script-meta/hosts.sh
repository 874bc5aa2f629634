#!/bin/sh
cat <<X
{"web": {"hosts": ["w1", "w2"], "vars": {"x": "{{ y }}"}, "children": ["sub"]}, "sub": {"hosts": ["s1"]}, "_meta": {"hostvars": {"w1": {"a": 1, "t": "{{ q }}"}}}}
X
