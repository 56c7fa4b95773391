//===- DLPack.h - element types as DLPack has them --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is an element type of ag in a DLTensor, and the other way around?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_TENSOR_DLPACK_H
#define AG_SUPPORT_TENSOR_DLPACK_H

#include "ag-runtime/ABI.h"
#include "ag/Support/Scalar/ScalarType.h"

namespace ag {

/// f32 is {kDLFloat, 32, 1}, i1 {kDLBool, 8, 1}.
DLDataType toDLDataType(ScalarType type);

/// The inverse; none for what ag does not compute with.
std::optional<ScalarType> toScalarType(DLDataType dtype);

} // namespace ag

#endif // AG_SUPPORT_TENSOR_DLPACK_H
