//===- Types.h - the element types that linalg computes with ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are values represented from `structure` on?
//
// Integers lose their sign. A tensor of i1 becomes a tensor of i8 that holds 0
// or 1. A memref of i1 has a byte for each element, whereas a vector of i1
// stores packed bits. Scalars of type i1 stay.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_STRUCTURE_TYPES_H
#define AG_LIB_PHASES_STRUCTURE_TYPES_H

#include "ag/Support/Scalar/ScalarType.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Transforms/DialectConversion.h"

namespace ag {

class LinalgTypeConverter : public mlir::TypeConverter {
public:
  LinalgTypeConverter();
};

/// Returns the type of an element in a tensor.
mlir::Type getStoredType(ScalarType type, mlir::MLIRContext *context);

/// Returns `value` with the elements of the converted type `type`; null if they
/// cannot be converted.
mlir::ElementsAttr convertElements(mlir::ElementsAttr value,
                                   mlir::RankedTensorType type);

/// Returns true if a constant becomes a linalg.fill, because it is a large
/// splat, or a tensor.empty, because it has no elements.
bool isWritten(mlir::arith::ConstantOp op);

/// Adds the patterns that convert the types of constants, tensor ops and
/// control flow.
void populateTypeConversionPatterns(const mlir::TypeConverter &converter,
                                    mlir::RewritePatternSet &patterns,
                                    mlir::ConversionTarget &target);

} // namespace ag

#endif // AG_LIB_PHASES_STRUCTURE_TYPES_H
