//===- ViewLives.h - when views of memory are in use ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When does each view of an entry's workspace, or of a block's own memory, have
// contents that are still needed? The answer follows from the views and their
// uses alone. Plans are checked by it, so it shares no code with the passes
// that create them. Only the flow of values along the edges of regions is taken
// from upstream's interfaces by both, through RegionFlow.
//
//   %a = memref.view %workspace[%c0][]
//   store %x, %a                            // a is born here
//   scf.for ... {
//     %b = memref.view %workspace[%c64][]   // no contents yet, each time
//     store %y, %b                          // b is born
//     load %b, load %a                      // b dies; a does not, for the
//   }                                       // next iteration needs it
//   scf.if %c { load %a } else { }          // a dies after the load
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_VERIFY_VIEWLIVES_H
#define AG_LIB_PHASES_ALLOCATE_VERIFY_VIEWLIVES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

/// The life of one view.
struct ViewLife {
  /// Positions in the text of the function, without `end`.
  struct Range {
    int64_t start, end;
  };

  mlir::memref::ViewOp view;
  /// Disjoint and in order; empty if no op uses the view.
  llvm::SmallVector<Range, 1> ranges;
  /// The view has no contents before the first ops, and contents that are
  /// needed no longer after the second ones. Both are empty if its uses cannot
  /// be followed.
  llvm::SmallVector<mlir::Operation *, 2> births, deaths;
  /// The outermost loop around the view that threads or blocks share, inside of
  /// the block that has the memory; null if there is none.
  mlir::Operation *threads = nullptr;
  /// A use in an iteration of contents from an earlier iteration, although each
  /// iteration creates the view; null if there is none.
  mlir::Operation *stale = nullptr;
};

/// Returns the bytes from one element of the view to the next, or an error if
/// LLVM may step by other bytes than the plan counts. Elements that are not 1,
/// 2, 4, 8 or 16 whole bytes are padded one by one and packed in vectors.
mlir::FailureOr<int64_t> getElementBytes(mlir::memref::ViewOp view);

/// Calls `visit` for each birth and each death at which the view can be used,
/// with a builder before the birth or after the death. If there is no birth,
/// calls it for one at the view.
void visitEdges(
    const ViewLife &life,
    llvm::function_ref<void(mlir::OpBuilder &, bool isBirth)> visit);

/// The lives of all views of the bytes of one memory.
class ViewLives {
public:
  explicit ViewLives(mlir::Value memory);

  llvm::MutableArrayRef<ViewLife> lives() { return views; }
  /// Uses of the memory other than by a view.
  llvm::ArrayRef<mlir::Operation *> others() const { return otherUses; }
  /// Returns the op at a position.
  mlir::Operation *opAt(int64_t position) const { return ops[position]; }

private:
  /// The ops that access one view.
  using Accesses = llvm::SmallVector<mlir::Operation *>;

  void number(mlir::Region &region);
  ViewLife::Range spanOf(mlir::Operation *op) const { return spans.at(op); }
  bool findAccesses(ViewLife &life, Accesses &accesses);
  void follow(mlir::OpOperand &use, llvm::SmallVectorImpl<mlir::Value> &names,
              Accesses &accesses, bool &escapes);
  void addBlock(ViewLife &life, mlir::Block &block, const Accesses &accesses,
                bool isNeededBefore, bool isNeededBehind) const;
  void addOp(ViewLife &life, mlir::Operation *op, const Accesses &accesses,
             bool isNeededBefore, bool isNeededBehind) const;
  bool addBranches(ViewLife &life, mlir::Operation *op,
                   const Accesses &accesses, bool isNeededBefore,
                   bool isNeededBehind) const;
  void findLife(ViewLife &life);

  /// The block that contains the memory.
  mlir::Block &body;
  std::vector<ViewLife> views;
  llvm::SmallVector<mlir::Operation *> otherUses;
  /// The op at each position. An op has a position where it begins, one where
  /// each of its blocks begins, and one where it ends.
  std::vector<mlir::Operation *> ops;
  llvm::DenseMap<mlir::Operation *, ViewLife::Range> spans;
  llvm::DenseMap<mlir::Block *, ViewLife::Range> blockSpans;
};

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_VERIFY_VIEWLIVES_H
