//===- ViewLives.h - when views of memory are in use ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When does each view of an entry's workspace, or of a block's own memory, hold
// what is still needed? Told from the views and what uses them alone: this is
// what plans are checked by, so it shares no code with what made them. (Along
// which edges of regions values flow, both ask upstream's interfaces, by
// RegionFlow.)
//
//   %a = memref.view %workspace[%c0][]
//   store %x, %a                            // a is born here
//   scf.for ... {
//     %b = memref.view %workspace[%c64][]   // holds nothing yet, each time
//     store %y, %b                          // b is born
//     load %b, load %a                      // b dies; a does not, for the
//   }                                       // next iteration needs it
//   scf.if %c { load %a } else { }          // a dies behind the load
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_VERIFY_VIEWLIVES_H
#define AG_LIB_PHASES_ALLOCATE_VERIFY_VIEWLIVES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

/// When one view is in use.
struct ViewLife {
  /// From one position in the text of the function to before another.
  struct Range {
    int64_t start, end;
  };

  mlir::memref::ViewOp view;
  /// Disjoint, in order; none if nothing uses the view.
  llvm::SmallVector<Range, 1> ranges;
  /// In front of these it holds nothing, and behind those nothing that is
  /// needed. None where its uses can't be followed.
  llvm::SmallVector<mlir::Operation *, 2> births, deaths;
  /// The outermost loop around it, inside of where the memory is made, that
  /// threads or blocks share.
  mlir::Operation *threads = nullptr;
  /// A use in an iteration of what an earlier one made, where the view is made
  /// anew for each; or null.
  mlir::Operation *stale = nullptr;
};

/// Calls `visit` for each birth and each death, with a builder in front of, or
/// behind, it, where the view can be used; where none is known, for a birth at
/// the view.
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
  /// The op at a position.
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

  /// The block that has the memory.
  mlir::Block &body;
  std::vector<ViewLife> views;
  llvm::SmallVector<mlir::Operation *> otherUses;
  /// The op of each position: where it begins, where one of its blocks does,
  /// and where it ends.
  std::vector<mlir::Operation *> ops;
  llvm::DenseMap<mlir::Operation *, ViewLife::Range> spans;
  llvm::DenseMap<mlir::Block *, ViewLife::Range> blockSpans;
};

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_VERIFY_VIEWLIVES_H
