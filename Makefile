# The commands of a developer. 'make help' lists them.

SHELL := /bin/sh
.SHELLFLAGS := -eu -c
.DEFAULT_GOAL := help
.PHONY: help demo test test-fast build dist bench oracle conformance fuzz lab-up lab-down clean

MVN := mvn -B -ntp

# Looked up when a target needs it, so that 'make help' and 'make lab-down' work without a JDK.
with_jdk = JAVA_HOME=$$(make/jdk); export JAVA_HOME;

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: ## from nothing to a bootstrapped cluster of three nodes in containers
	@$(with_jdk) make/demo

build: ## compile; the program is bin/muster
	@$(with_jdk) make/build

# A test that fails is run again, and shown as a flake when it passes then: the machines that this runs on are shared.
test: ## every test, with containers and the original Ansible; installs what it needs
	@lab/lab install lab build test oracle vagrant
	@lab/lab images
	@$(with_jdk) make/build
	@$(with_jdk) MUSTER_ORACLE=$$(make/oracle); export MUSTER_ORACLE; $(MVN) verify -Dsurefire.rerunFailingTestsCount=2

test-fast: ## the tests that need no container and no other program
	@$(with_jdk) $(MVN) test -DexcludedGroups=lab,oracle

conformance: ## ask the original Ansible anew about every case, and print how far Muster agrees with it
	@lab/lab install build oracle
	@$(with_jdk) MUSTER_ORACLE=$$(make/oracle); export MUSTER_ORACLE; make/conformance

fuzz: ## an hour of hostile templates, playbooks, inventories and vaults, other ones each time
	@$(with_jdk) $(MVN) test -Dtest='*FuzzTest' -Dsurefire.failIfNoSpecifiedTests=false -Dmuster.fuzz=PT6M

bench: build ## measure Muster side by side with its peers
	@lab/lab install test oracle
	@$(with_jdk) bench/run

dist: build ## a self-contained archive under build/
	@$(with_jdk) make/dist

oracle: ## a Python environment with ansible-core, in the cache folder; prints where
	@lab/lab install oracle
	@make/oracle

lab-up: ## start the lab's Puppet server and nodes
	@lab/lab install
	@lab/lab images
	@lab/lab up
	@lab/lab wait

lab-down: ## remove everything that the lab, the demo and the tests started
	@lab/lab down

clean: ## remove what was built; the caches stay
	@rm -rf build bin cli/target
