#!/bin/sh
echo '{"dyn": {"hosts": ["x1"]}, "_meta": {"hostvars": {"x1": {"n": 1}}}}'
