//===- Makers.h - ops for random programs -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops can a random program have? Each function makes a valid op on values
// in scope and adds its results to them. It returns false if there are no
// values that fit. Elementwise ops need no function of their own:
// makeElementwise finds them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_MAKERS_MAKERS_H
#define AG_TEST_FUZZ_PROGRAMS_MAKERS_MAKERS_H

#include "Sketch.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

// AG_MAKERS(X) lists X(weight, op).
#define AG_MAKERS(X)                                                           \
  /* ElementwiseMakers.cpp */                                                  \
  X(14, Elementwise)                                                           \
  X(3, Compare)                                                                \
  X(3, Select)                                                                 \
  X(3, Cast)                                                                   \
  /* ShapeMakers.cpp */                                                        \
  X(4, Broadcast)                                                              \
  X(5, Transpose)                                                              \
  X(7, Reshape)                                                                \
  X(6, Slice)                                                                  \
  X(6, Update)                                                                 \
  X(4, Pad)                                                                    \
  X(5, Concat)                                                                 \
  /* StructuredMakers.cpp */                                                   \
  X(2, Iota)                                                                   \
  X(3, Gather)                                                                 \
  X(3, Scatter)                                                                \
  X(1, RandomBits)                                                             \
  X(5, Reduce)                                                                 \
  X(6, Contract)                                                               \
  X(1, Parameter)                                                              \
  X(1, Require)                                                                \
  /* WindowMakers.cpp */                                                       \
  X(3, ReduceWindow)                                                           \
  X(4, Convolution)                                                            \
  /* TensorMakers.cpp */                                                       \
  X(3, ExtractSlice)                                                           \
  X(6, InsertSlice)                                                            \
  X(2, TensorPad)                                                              \
  X(2, TensorConcat)                                                           \
  X(2, CollapseShape)                                                          \
  X(2, ExpandShape)                                                            \
  X(2, TensorCast)                                                             \
  X(2, InsertElement)                                                          \
  X(2, Splat)                                                                  \
  X(2, Generate)                                                               \
  /* LinalgMakers.cpp */                                                       \
  X(4, Generic)                                                                \
  /* RegionMakers.cpp */                                                       \
  X(2, Region)                                                                 \
  X(4, For)                                                                    \
  X(2, While)                                                                  \
  X(3, If)                                                                     \
  X(2, IndexSwitch)

#define AG_DECLARE(weight, what) bool make##what(Sketch &sketch);
AG_MAKERS(AG_DECLARE)
#undef AG_DECLARE

/// Makes a linalg.generic, or a quantised product, that has scalars among its
/// inputs. See AG_MAKERS.
bool makeScalarGeneric(Sketch &sketch);
bool makeQuantized(Sketch &sketch);

/// Makes at most `count` ops, within the sketch's limit.
void makeOps(Sketch &sketch, unsigned count);

/// Reduces all elements of a tensor of signless integers or floats to one
/// number, by linalg.
mlir::Value reduceWhole(Sketch &sketch, const KnownTensor &x);

/// Makes the weighted sum of a tensor of floats, if there is one. Leaves only
/// this sum in scope.
void makeLoss(Sketch &sketch);

/// Makes a formula of reductions over rows. The tensors in scope have one type
/// and the shapes n x m, n, m x d and n x d. Leaves only results in scope.
/// `isStreamed` makes formulas that one pass over the rows may compute.
void makeFormula(Sketch &sketch, bool isStreamed);

/// Bounds the trip count of most while loops, so that their reverse compiles.
/// `most` is the greatest trip count.
void boundTrips(mlir::scf::WhileOp loop, int64_t most);

/// Makes a loop whose iter_args are all tensors in scope, which have one type.
void makeCarried(Sketch &sketch);

/// The size of the arrays that makeUpdates makes, along one dimension. All
/// other sizes and trip counts of its programs are less than a tenth of it.
constexpr int64_t updatesExtent = 211;

/// Adds arguments to `function` and makes loops and branches on them that read
/// and change slices.
void makeUpdates(Sketch &sketch, mlir::func::FuncOp function);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_MAKERS_MAKERS_H
