"""Renders a template with Jinja2 again and again: render.py TEMPLATE VARIABLES SECONDS OUT; see Render.java."""
import json
import sys
import time

import jinja2

template, variables, seconds, out = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]
with open(template) as f:
    compiled = jinja2.Environment(trim_blocks=True, keep_trailing_newline=True).from_string(f.read())
with open(variables) as f:
    values = json.load(f)
end = time.thread_time() + seconds / 2
while time.thread_time() < end:
    compiled.render(values)
begin = time.thread_time()
count = 0
while time.thread_time() - begin < seconds / 2:
    text = compiled.render(values)
    count += 1
print('%.2f' % ((time.thread_time() - begin) * 1e6 / count))
with open(out, 'w') as f:
    f.write(text)
