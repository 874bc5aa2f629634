#!/bin/sh
echo "out $1"
echo err >&2
pwd
echo "$FOO"
cat
exit "${2:-0}"
