//===- Types.h - the element types that linalg computes with ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are values represented from `structure` on? Integers lose their sign, and
// a tensor of i1 becomes a tensor of i8 that holds 0 or 1 (in memory a memref
// of i1 has a byte for each, but a vector of i1 stores packed bits). Scalars of
// type i1 stay.
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

/// The type of an element in a tensor.
mlir::Type getStoredType(ScalarType type, mlir::MLIRContext *context);

/// `value` with the elements that the converted tensor type has.
mlir::ElementsAttr convertElements(mlir::ElementsAttr value,
                                   mlir::RankedTensorType type);

/// Whether a constant becomes a linalg.fill, as it has one element many times,
/// or an empty tensor, as it has none.
bool isWritten(mlir::arith::ConstantOp op);

/// Patterns that carry constants, tensor ops and control flow over to the
/// converted types.
void populateTypeConversionPatterns(const mlir::TypeConverter &converter,
                                    mlir::RewritePatternSet &patterns,
                                    mlir::ConversionTarget &target);

} // namespace ag

#endif // AG_LIB_PHASES_STRUCTURE_TYPES_H
