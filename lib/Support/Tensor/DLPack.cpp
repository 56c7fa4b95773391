//===- DLPack.cpp - element types as DLPack has them ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Tensor/DLPack.h"
#include "llvm/Support/ErrorHandling.h"

namespace ag {

static DLDataTypeCode codeOf(ScalarType type) {
  switch (getKind(type)) {
  case ScalarKind::Float:
    return type == ScalarType::BF16 ? kDLBfloat : kDLFloat;
  case ScalarKind::Signed:
    return kDLInt;
  case ScalarKind::Unsigned:
    return kDLUInt;
  case ScalarKind::Bool:
    return kDLBool;
  }
  llvm_unreachable("all kinds are listed");
}

DLDataType toDLDataType(ScalarType type) {
  return {uint8_t(codeOf(type)), uint8_t(getByteWidth(type) * 8), 1};
}

std::optional<ScalarType> toScalarType(DLDataType dtype) {
  for (ScalarType type : allScalarTypes) {
    DLDataType known = toDLDataType(type);
    if (known.code == dtype.code && known.bits == dtype.bits &&
        known.lanes == dtype.lanes)
      return type;
  }
  return std::nullopt;
}

} // namespace ag
