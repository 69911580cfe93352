#!/bin/sh
# Installs what suite `peers` measures beside ours, as far as this machine can: into the folder
# `installed` here, and LuaJIT and PyPy by the system's packages. Nothing else runs this.
cd "$(dirname "$0")" || exit 1
mkdir -p installed

try() {
    if "$@" >installed/log 2>&1; then
        echo "done: $*"
    else
        echo "not done: $*"
        tail -n 1 installed/log
    fi
}

try python3 -m pip install --quiet --upgrade --target installed/python cffi setuptools
try npm install --no-audit --no-fund --prefix installed koffi deno bun
# Both bring their program when they are first called.
try installed/node_modules/.bin/deno --version
try installed/node_modules/.bin/bun --version
try apt-get install --yes luajit pypy3 pypy3-dev
