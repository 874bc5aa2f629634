#!/bin/sh
# The role as the node itself says it.
[ ! -r /etc/role ] || echo "lab_role=$(head -n 1 /etc/role)"
