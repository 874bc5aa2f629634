#!/usr/bin/env python3
"""Computes the expectations of cases/jinja/*.jsonl with a real ansible-core 2.19.

Usage: python templating.py FILE.jsonl...   (with the Python that has the package
`ansible`, which brings the collections, netaddr and jmespath; each file is rewritten in place)

A case is one JSON object a line: name, mode (value, file, condition), template, vars, and optionally opts (the settings of
module template). Strings of `template` and `vars` are the project's own text, and may be templates, unless they are written
{"$unsafe": "text"}. {"$tuple": []} and {"$dict": [[key, value]]} stand for what JSON lacks. `@FX@` is the absolute path of
fixtures/. The expectation is one of {"value": v}, {"undefined": message}, {"error": message}, {"omit": true}.
"""
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FX = os.path.normpath(os.path.join(HERE, '..', 'cases', 'jinja', 'fixtures'))
os.environ.update(TZ='UTC', LANG='C.UTF-8', LC_ALL='C.UTF-8', HOME='/home/tester', CORPUS_VAR='from-env',
                  PYTHONHASHSEED='0', ANSIBLE_DEPRECATION_WARNINGS='0', ANSIBLE_SYSTEM_WARNINGS='0',
                  ANSIBLE_JINJA2_EXTENSIONS='jinja2.ext.do,jinja2.ext.loopcontrols')
if os.environ.get('ORACLE_SEEDED') != '1':
    os.environ['ORACLE_SEEDED'] = '1'
    os.execv(sys.executable, [sys.executable, *sys.argv])

import datetime  # noqa: E402

from ansible._internal._templating._utils import Omit  # noqa: E402
from ansible.errors import AnsibleError, AnsibleUndefinedVariable, AnsibleValueOmittedError  # noqa: E402
from ansible.parsing.dataloader import DataLoader  # noqa: E402
from ansible.template import Templar, trust_as_template  # noqa: E402
from ansible.plugins.loader import init_plugin_loader  # noqa: E402
from ansible.utils.display import Display  # noqa: E402

init_plugin_loader()

Display.warning = lambda *a, **k: None
Display.deprecated = lambda *a, **k: None
Display.display = lambda *a, **k: None
Display._deprecated_with_plugin_info = lambda *a, **k: None


def given(x):
    """A value of a case as Ansible has it: project text trusted."""
    if isinstance(x, str):
        return trust_as_template(x.replace('@FX@', FX))
    if isinstance(x, list):
        return [given(i) for i in x]
    if isinstance(x, dict):
        if len(x) == 1:
            k, = x
            if k == '$unsafe':
                return x[k]
            if k == '$tuple':
                return tuple(given(i) for i in x[k])
            if k == '$dict':
                return {given(a): given(b) for a, b in x[k]}
        return {str(k): given(v) for k, v in x.items()}
    return x


def shown(x):
    """A result as JSON."""
    if x is None or isinstance(x, bool):
        return x
    if isinstance(x, int):
        return int(x)
    if isinstance(x, float):
        return {'$float': repr(float(x))}
    if isinstance(x, str):
        return str.__str__(x).replace(FX, '@FX@')
    if isinstance(x, (datetime.datetime, datetime.date)):
        return {'$datetime': x.isoformat()}
    if isinstance(x, (list, tuple)):
        return [shown(i) for i in x]
    if isinstance(x, dict):
        if all(isinstance(k, str) and not k.startswith('$') for k in x):
            return {shown(k): shown(v) for k, v in x.items()}
        return {'$dict': [[shown(k), shown(v)] for k, v in x.items()]}
    return {'$other': type(x).__name__, 'repr': re.sub(r'0x[0-9a-f]+', '0x', repr(x))}


def evaluate(case):
    os.chdir(FX)
    loader = DataLoader()
    loader.set_basedir(FX)
    variables = given(case['vars'])
    variables.setdefault('fx', FX)
    variables.setdefault('ansible_search_path', [FX])
    templar = Templar(loader, variables=variables)
    template = given(case['template'])
    try:
        if case['mode'] == 'value':
            result = templar.template(template)
        elif case['mode'] == 'file':
            opts = dict(trim_blocks=True, lstrip_blocks=False, newline_sequence='\n')
            opts.update(case.get('opts', {}))
            result = templar.copy_with_new_env(searchpath=[FX], available_variables=variables).template(
                template, escape_backslashes=False, overrides=opts)
            result = '' if result is None else str(result)
        else:
            conditions = template if isinstance(template, list) else [template]
            result = all(templar.evaluate_conditional(c) for c in conditions)
        return {'value': shown(result)}
    except AnsibleValueOmittedError:
        return {'omit': True}
    except AnsibleUndefinedVariable as e:
        inner = e
        while isinstance(inner.__cause__, AnsibleUndefinedVariable):
            inner = inner.__cause__
        return {'undefined': str(inner._original_message).replace(FX, '@FX@')}
    except RecursionError:
        return {'error': 'RecursionError'}
    except Exception as e:
        texts = []
        while e is not None:
            text = getattr(e, '_original_message', None) or str(e)
            texts.append(text)
            e = e.__cause__
        return {'error': re.sub(r'0x[0-9a-f]{6,}', '0x', ': '.join(texts)).replace(FX, '@FX@')}


def main(files):
    for name in files:
        with open(name, encoding='utf-8') as f:
            cases = [json.loads(line) for line in f if line.strip()]
        here = os.getcwd()
        for case in cases:
            case['expect'] = evaluate(case)
            os.chdir(here)
        with open(name, 'w', encoding='utf-8') as f:
            for case in cases:
                f.write(json.dumps(case, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main(sys.argv[1:])
