//===- Npy.h - numpy's file format for one array ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a Tensor read from and written to a .npy file?
//
// The format is numpy's (numpy.lib.format), versions 1.0, 2.0 and 3.0:
//
//   "\x93NUMPY" major minor | length of the header, 2 bytes, or 4 from 2.0 on |
//   {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }   ...\n | data
//
// Every ScalarType has its own descr: <f8 <f4 <V2 <f2, <i8 <i4 <i2 |i1, <u8 <u4
// <u2 |u1, |b1. numpy has no bfloat16. numpy.save writes arrays of the package
// ml_dtypes, which has it, as '<V2', and so does this code. numpy.load then
// returns 2-byte voids, which `.view(ml_dtypes.bfloat16)` converts to numbers.
// Voids saved without this view are '|V2', which may have any meaning; they are
// refused. So are big-endian and object arrays, records, complex numbers, text,
// a Fortran order that matters, and bytes after the data.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_TENSOR_NPY_H
#define AG_SUPPORT_TENSOR_NPY_H

#include "ag/Support/Tensor/Tensor.h"

namespace ag {

/// Returns the array in the contents of a .npy file. Errors name the byte of
/// the file.
llvm::Expected<Tensor> parseNpy(llvm::StringRef contents);

/// Returns the contents of a .npy file, as numpy.save writes it.
std::string formatNpy(const Tensor &tensor);

/// Returns the array in the file at `path` (`-` is standard input). Errors
/// begin with the path.
llvm::Expected<Tensor> readNpy(llvm::StringRef path);

} // namespace ag

#endif // AG_SUPPORT_TENSOR_NPY_H
