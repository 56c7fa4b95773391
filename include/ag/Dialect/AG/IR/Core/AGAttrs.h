//===- AGAttrs.h - what the dialect writes beside ops -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_AGATTRS_H
#define AG_DIALECT_AG_IR_CORE_AGATTRS_H

#include "ag/Dialect/AG/IR/Core/AGEnums.h"
#include "ag/Support/Sharding/Mesh.h"
#include "mlir/IR/BuiltinAttributes.h"

#define GET_ATTRDEF_CLASSES
#include "ag/Dialect/AG/IR/Core/AGAttrs.h.inc"

#endif // AG_DIALECT_AG_IR_CORE_AGATTRS_H
