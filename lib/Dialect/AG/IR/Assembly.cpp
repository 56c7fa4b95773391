//===- Assembly.cpp - parts of the ops' textual form ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Assembly.h"

using namespace mlir;

namespace ag {

ParseResult parseSignatureTypes(OpAsmParser &parser,
                                MutableArrayRef<Type *> types) {
  SMLoc loc = parser.getCurrentLocation();
  SmallVector<Type> operands;
  if (parser.parseTypeList(operands))
    return failure();
  size_t arity = types.size() - 1;
  if (operands.size() == 1 && failed(parser.parseOptionalArrow())) {
    for (Type *type : types)
      *type = operands.front();
    return success();
  }
  if (operands.size() != arity)
    return parser.emitError(loc, "expected ")
           << arity << " operand types, or one type for all";
  if (arity > 1 && parser.parseArrow())
    return failure();
  for (auto [slot, type] : llvm::zip(types, operands))
    *slot = type;
  return parser.parseType(*types.back());
}

void printSignatureTypes(OpAsmPrinter &printer, TypeRange types) {
  if (llvm::all_equal(types)) {
    printer << types.front();
    return;
  }
  llvm::interleaveComma(types.drop_back(), printer);
  printer << " -> " << types.back();
}

/// Reads the sizes and the element type off a result type.
static ParseResult readResult(OpAsmParser &parser, SMLoc loc, Type result,
                              DenseI64ArrayAttr *sizes, TypeAttr *elementType) {
  auto tensor = dyn_cast<RankedTensorType>(result);
  if (!tensor)
    return parser.emitError(loc, "expected a ranked tensor as the result");
  if (sizes)
    *sizes = DenseI64ArrayAttr::get(parser.getContext(), tensor.getShape());
  if (elementType)
    *elementType = TypeAttr::get(tensor.getElementType());
  return success();
}

ParseResult parseSizedSignature(OpAsmParser &parser, Type &operand,
                                Type &result, DenseI64ArrayAttr &sizes) {
  SMLoc loc = parser.getCurrentLocation();
  if (parseSignature(parser, operand, result))
    return failure();
  return readResult(parser, loc, result, &sizes, nullptr);
}

void printSizedSignature(OpAsmPrinter &printer, Operation *op, Type operand,
                         Type result, DenseI64ArrayAttr) {
  printSignature(printer, op, operand, result);
}

ParseResult parseCastSignature(OpAsmParser &parser, Type &operand, Type &result,
                               TypeAttr &elementType) {
  SMLoc loc = parser.getCurrentLocation();
  if (parseSignature(parser, operand, result))
    return failure();
  return readResult(parser, loc, result, nullptr, &elementType);
}

void printCastSignature(OpAsmPrinter &printer, Operation *op, Type operand,
                        Type result, TypeAttr) {
  printSignature(printer, op, operand, result);
}

ParseResult parseCreatedType(OpAsmParser &parser, Type &result,
                             DenseI64ArrayAttr &sizes, TypeAttr &elementType) {
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseType(result))
    return failure();
  return readResult(parser, loc, result, &sizes, &elementType);
}

void printCreatedType(OpAsmPrinter &printer, Operation *, Type result,
                      DenseI64ArrayAttr, TypeAttr) {
  printer << result;
}

} // namespace ag
