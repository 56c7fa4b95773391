//===- DLPack.h - element types as DLPack has them --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do element types of ag correspond to those of a DLTensor?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_TENSOR_DLPACK_H
#define AG_SUPPORT_TENSOR_DLPACK_H

#include "ag-runtime/ABI.h"
#include "ag/Support/Scalar/ScalarType.h"

namespace ag {

/// Returns the DLPack type: {kDLFloat, 32, 1} for f32, {kDLBool, 8, 1} for i1.
DLDataType toDLDataType(ScalarType type);

/// Returns the inverse, or std::nullopt for types that ag does not have.
std::optional<ScalarType> toScalarType(DLDataType dtype);

} // namespace ag

#endif // AG_SUPPORT_TENSOR_DLPACK_H
