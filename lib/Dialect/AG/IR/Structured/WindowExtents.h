//===- WindowExtents.h - what an einsum string says of loops ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which extents do the loops of an einsum have, and which elements do they read
// and write?
//
//   "n(2y+u)i,uio->nyo"     n, i, u, o: as long as dimensions of operands
//                           y: by itself in the result, whose type has its size
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_STRUCTURED_WINDOWEXTENTS_H
#define AG_LIB_DIALECT_AG_IR_STRUCTURED_WINDOWEXTENTS_H

#include "ag/Interfaces/Spec/Spec.h"
#include "ag/Support/Notation/Einsum.h"

namespace ag {

/// An einsum of operands of `types`. `created` has the extents of the result
/// dimensions that the op creates, in order; `windows` those of the loops that
/// occur in sums only, if the op has them.
class Windows {
public:
  Windows(const Einsum &einsum, mlir::TypeRange types,
          llvm::ArrayRef<Extent> created, llvm::ArrayRef<Extent> windows,
          mlir::MLIRContext *context)
      : einsum(einsum), types(types), created(created), windows(windows),
        context(context) {}

  /// Adds the loops, each named by its letter, the inputs and the results'
  /// maps. Reports [ranks], [extents], [window], and [einsum] if nothing
  /// determines the extent of a loop.
  llvm::LogicalResult describe(Spec &spec, const Reporter &report) const;

private:
  llvm::LogicalResult checkCounts(const Reporter &report) const;
  llvm::LogicalResult addLoops(Spec &spec, const Reporter &report) const;
  std::optional<Extent> findMeasured(unsigned loop) const;
  std::optional<Extent> findExtent(unsigned loop) const;
  mlir::AffineMap mapOf(const EinsumPart &part) const;
  llvm::SmallVector<Extent> getShape() const;
  llvm::LogicalResult checkInside(const Reporter &report) const;
  llvm::LogicalResult checkInside(const EinsumDim &dim, int64_t size,
                                  const llvm::Twine &where,
                                  const Reporter &report) const;

  const Einsum &einsum;
  mlir::TypeRange types;
  llvm::ArrayRef<Extent> created, windows;
  mlir::MLIRContext *context;
};

/// Returns the sizes of the created dimensions of an op whose result is a
/// `part` of one whose created dimensions have `sizes`. Dynamic sizes stay.
llvm::SmallVector<int64_t> findCreatedSizes(const Einsum &einsum,
                                            llvm::ArrayRef<int64_t> sizes,
                                            mlir::ShapedType part);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_STRUCTURED_WINDOWEXTENTS_H
