#!/bin/sh
if [ "$1" = --host ]; then echo "{\"name\": \"$2\"}"; else echo '{"web": {"hosts": ["w1"]}, "list": ["l1"]}'; fi
