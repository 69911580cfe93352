"""CFFI with a compiled module: needs a C compiler."""

import os
import sys
import tempfile

import cffi
from cffi_declarations import CDEF, measure

library = sys.argv[1]
folder = os.path.dirname(library)
ffi = cffi.FFI()
ffi.cdef(CDEF)
source = CDEF.replace("size_t", "unsigned long")
ffi.set_source(
    "_callees", source, extra_objects=[library], extra_link_args=["-Wl,-rpath," + folder]
)
with tempfile.TemporaryDirectory() as build:
    ffi.compile(tmpdir=build)
    sys.path.insert(0, build)
    from _callees import ffi, lib

    measure(ffi, lib)
