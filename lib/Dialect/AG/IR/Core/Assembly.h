//===- Assembly.h - parts of the ops' textual form --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_CORE_ASSEMBLY_H
#define AG_LIB_DIALECT_AG_IR_CORE_ASSEMBLY_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OpImplementation.h"

namespace ag {

/// "A, B -> R", or one type if all are equal.
mlir::ParseResult
parseSignatureTypes(mlir::OpAsmParser &parser,
                    llvm::MutableArrayRef<mlir::Type *> types);
void printSignatureTypes(mlir::OpAsmPrinter &printer, mlir::TypeRange types);

template <typename... Types>
mlir::ParseResult parseSignature(mlir::OpAsmParser &parser, Types &...types) {
  llvm::SmallVector<mlir::Type *> slots{&types...};
  return parseSignatureTypes(parser, slots);
}
template <typename... Types>
void printSignature(mlir::OpAsmPrinter &printer, mlir::Operation *,
                    Types... types) {
  llvm::SmallVector<mlir::Type> list{types...};
  printSignatureTypes(printer, list);
}

/// A signature whose result type also has the sizes.
mlir::ParseResult parseSizedSignature(mlir::OpAsmParser &parser,
                                      mlir::Type &operand, mlir::Type &result,
                                      mlir::DenseI64ArrayAttr &sizes);
void printSizedSignature(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                         mlir::Type operand, mlir::Type result,
                         mlir::DenseI64ArrayAttr sizes);

/// The same, with an optional second operand.
mlir::ParseResult parsePartSignature(mlir::OpAsmParser &parser,
                                     mlir::Type &operand, mlir::Type &second,
                                     mlir::Type &result,
                                     mlir::DenseI64ArrayAttr &sizes);
void printPartSignature(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                        mlir::Type operand, mlir::Type second,
                        mlir::Type result, mlir::DenseI64ArrayAttr sizes);

/// A signature of one or two operands whose result type also has the sizes that
/// an einsum creates.
mlir::ParseResult parseWindowTypes(mlir::OpAsmParser &parser,
                                   mlir::StringAttr einsum,
                                   llvm::MutableArrayRef<mlir::Type *> types,
                                   mlir::DenseI64ArrayAttr &sizes);
inline mlir::ParseResult parseWindowSignature(mlir::OpAsmParser &parser,
                                              mlir::StringAttr einsum,
                                              mlir::Type &x, mlir::Type &result,
                                              mlir::DenseI64ArrayAttr &sizes) {
  llvm::SmallVector<mlir::Type *> types{&x, &result};
  return parseWindowTypes(parser, einsum, types, sizes);
}
inline mlir::ParseResult parseWindowSignature(mlir::OpAsmParser &parser,
                                              mlir::StringAttr einsum,
                                              mlir::Type &x, mlir::Type &y,
                                              mlir::Type &result,
                                              mlir::DenseI64ArrayAttr &sizes) {
  llvm::SmallVector<mlir::Type *> types{&x, &y, &result};
  return parseWindowTypes(parser, einsum, types, sizes);
}
void printWindowSignature(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                          mlir::StringAttr einsum, mlir::Type x,
                          mlir::Type result, mlir::DenseI64ArrayAttr sizes);
void printWindowSignature(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                          mlir::StringAttr einsum, mlir::Type x, mlir::Type y,
                          mlir::Type result, mlir::DenseI64ArrayAttr sizes);

/// "[u = 3, v = %k]", with the letters of the einsum that occur in sums only;
/// nothing if there are none.
mlir::ParseResult parseWindows(
    mlir::OpAsmParser &parser, mlir::StringAttr einsum,
    llvm::SmallVectorImpl<mlir::OpAsmParser::UnresolvedOperand> &windows,
    mlir::DenseI64ArrayAttr &sizes);
void printWindows(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                  mlir::StringAttr einsum, mlir::OperandRange windows,
                  mlir::DenseI64ArrayAttr sizes);

/// A signature whose result type also has the element type.
mlir::ParseResult parseCastSignature(mlir::OpAsmParser &parser,
                                     mlir::Type &operand, mlir::Type &result,
                                     mlir::TypeAttr &elementType);
void printCastSignature(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                        mlir::Type operand, mlir::Type result,
                        mlir::TypeAttr elementType);

/// A result type that also has the sizes and the element type.
mlir::ParseResult parseCreatedType(mlir::OpAsmParser &parser,
                                   mlir::Type &result,
                                   mlir::DenseI64ArrayAttr &sizes,
                                   mlir::TypeAttr &elementType);
void printCreatedType(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                      mlir::Type result, mlir::DenseI64ArrayAttr sizes,
                      mlir::TypeAttr elementType);

/// "[0, none]": numbers of dimensions, or none.
mlir::ParseResult parseAxes(mlir::OpAsmParser &parser,
                            mlir::DenseI64ArrayAttr &axes);
void printAxes(mlir::OpAsmPrinter &printer, mlir::Operation *op,
               mlir::DenseI64ArrayAttr axes);

/// "[["dp"], ?]": for each dimension a list of axes, or unit.
mlir::ParseResult parsePins(mlir::OpAsmParser &parser, mlir::ArrayAttr &dims);
void printPins(mlir::OpAsmPrinter &printer, mlir::Operation *op,
               mlir::ArrayAttr dims);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_CORE_ASSEMBLY_H
