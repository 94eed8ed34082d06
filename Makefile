# `make help` lists the targets. Both of the README's commands, `make demo` and `make test`, install what they need on Debian.
SHELL := /bin/bash
DISTRO := artifacts/distro
COMPOSER := artifacts/initrd-composer
# Compiled ahead, together with what it uses of .NET, where the registry has the compiler for it: needs two thirds of the processor time of a build.
AHEAD := $(if $(filter x86_64,$(shell uname -m)),-r linux-x64 --self-contained -p:PublishReadyToRun=true -p:PublishReadyToRunComposite=true,-p:PublishTrimmed=false)
FUZZ := artifacts/dotnet/bin/InitrdComposer.Fuzz/debug/initrd-fuzz
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

.DEFAULT_GOAL := all
.PHONY: all help build demo test assurance fuzz-smoke fuzz fuzz-program format golden bench oracle faults boot-matrix size-study distro images clean

all: build format test ## build, check the format, test

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

build: ## compile everything; leaves artifacts/initrd-composer
	@build/require sdk
	@echo "build: compiling with analyzers, then ahead of time: two or three minutes"
	dotnet build --nologo -v quiet
	dotnet publish src/InitrdComposer.Cli --nologo -v quiet -c Release $(AHEAD) -o artifacts/publish
	@ln -sfn publish/initrd-composer $(COMPOSER)

demo: build distro ## compose an initrd and a UKI from real packages and boot both in QEMU
	@build/require boot
	@build/demo

test: build distro ## all tests, with their oracles
	@build/require boot oracles
	@if [ "$$(id -u)" = 0 ]; then build/require images && tests/fixtures/images/build.sh; fi
	@build/test

fuzz-smoke: fuzz-program ## a minute of made-up input for each reader of what others wrote
	$(FUZZ) run --seconds 60

fuzz: HOURS ?= 8
fuzz: fuzz-program ## the same for hours (HOURS=8), of some (TARGET="toml cpio"), or one input (TARGET=toml INPUT=file)
	$(FUZZ) $(if $(INPUT),input $(TARGET) $(INPUT),run --hours $(HOURS) $(TARGET))

fuzz-program:
	@build/require sdk oracles
	@dotnet build tests/InitrdComposer.Fuzz --nologo -v quiet

assurance: ## take what tests have shown into docs/assurance and write docs/reference/assurance.md (RUN=run: show it first; as root, hours)
	@build/assurance $(RUN)

format: ## fail where the code's layout differs from .editorconfig
	dotnet format --verify-no-changes --no-restore

golden: build distro ## write tests/golden anew; review the difference
	UPDATE_GOLDEN=1 build/test

bench: build distro ## measure against the peers, side by side
	@build/require distro oracles bench
	dotnet publish tests/InitrdComposer.Floor --nologo -v quiet -c Release $(AHEAD) -o artifacts/floor
	dotnet publish tests/InitrdComposer.Benchmarks --nologo -v quiet -c Release $(AHEAD) -o artifacts/benchmarks
	@tests/bench/run

oracle: build distro ## compare UKIs, forecasts and extension images with the systemd of Debian 13, in a chroot; as root
	@build/require distro oracles oracle
	@tests/oracle/run

faults: build distro ## let disks, networks, limits and other runs fail at each place where they can, and count; as root, half an hour
	@build/require distro oracles faults
	@tests/faults/run

boot-matrix: build distro ## boot every kind of root file system and disk, with our initrds and dracut's, and write README's table; as root, an hour
	@build/require distro boot matrix
	@tests/boot-matrix/run

size-study: build distro ## initrds of all makers for one kernel: measure, boot, and write docs/size-study.md; as root, half an hour
	@build/require distro boot study
	@tests/size-study/run

distro: ## the RPM distribution that demo and tests compose from
	@build/require distro
	@tests/fixtures/distro/build.sh --output $(DISTRO)

images: distro ## initrds of other makers, that tests open; as root
	@build/require images
	@tests/fixtures/images/build.sh

clean: ## remove artifacts/
	rm -rf artifacts
