//===- TensorPrint.h - tensors as text --------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are a tensor and its elements written in messages and on a terminal?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_TENSOR_TENSORPRINT_H
#define AG_SUPPORT_TENSOR_TENSORPRINT_H

#include "ag/Support/Tensor/Tensor.h"
#include "llvm/Support/raw_ostream.h"

namespace ag {

/// Returns the text of an element: a float with nine digits, true or false for
/// an i1.
std::string spell(Cell value, ScalarType type);

/// Prints a tensor as in "f32[2, 2] [[1, 2], [3, 4]]".
void print(llvm::raw_ostream &os, const Tensor &tensor);

} // namespace ag

#endif // AG_SUPPORT_TENSOR_TENSORPRINT_H
