"""CFFI, declarations read at run time."""

import sys

import cffi
from cffi_declarations import CDEF, measure

ffi = cffi.FFI()
ffi.cdef(CDEF)
measure(ffi, ffi.dlopen(sys.argv[1]))
