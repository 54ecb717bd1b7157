#!/bin/sh
# Create the virtual environment of the checkout and install the project into it, editable, with the tested versions.
# Whatever is missing is said in one sentence, with what to do about it.
#
#     sh tools/setup.sh [FOLDER]          FOLDER: where the environment lies (.venv)
#
# PYTHON=/path/to/python chooses the interpreter; else the first of python3, python3.13 ... that is 3.11 or later.
set -eu

cd "$(dirname "$0")/.."
venv=${1:-.venv}

fail() {
    echo "Set-up stopped: $*" >&2
    exit 1
}

recent_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

found=""
for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.14 python; do
    if recent_enough "$candidate"; then
        found=$candidate
        break
    elif [ -n "${PYTHON:-}" ]; then
        fail "PYTHON=$PYTHON is not a Python 3.11 or later; choose another with make PYTHON=/path/to/python3."
    fi
done
if [ -z "$found" ]; then
    version=$(python3 --version 2>/dev/null || echo "no Python at all")
    fail "Python 3.11 or later is needed and $version was found;" \
        "install it (Debian: apt install python3 python3-venv) or name it with make PYTHON=/path/to/python3."
fi

"$found" tools/preflight.py before || exit 1

if [ -d "$venv/Scripts" ] || [ "${OS:-}" = "Windows_NT" ]; then bin="$venv/Scripts"; else bin="$venv/bin"; fi
if ! "$bin/python" -m pip --version >/dev/null 2>&1 || ! recent_enough "$bin/python"; then
    echo "Creating the virtual environment $venv with $("$found" --version)"
    "$found" -m venv --clear "$venv" ||
        fail "the virtual environment $venv could not be created; the lines above say why."
fi

echo "Installing Deblur Studio and what it needs into $venv (PyTorch is large: this takes minutes, once)"
"$bin/python" -m pip install --disable-pip-version-check --quiet -c constraints.txt -e '.[dev]' ||
    fail "pip could not install everything; the lines above say what. Check the connection and the free space" \
        "(PyTorch needs 2 GB, 8 GB with CUDA), then run the same command again."

"$bin/python" tools/preflight.py after || exit 1
