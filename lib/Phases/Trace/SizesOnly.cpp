//===- SizesOnly.cpp - control flow that forwards sizes -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do branches and loops forward sizes instead of tensors?
//
//   %r = scf.if %c -> tensor<?xf32> {
//     scf.yield %x : tensor<?xf32>
//   } else {
//     scf.yield %y : tensor<?xf32>
//   }
//
// becomes, with n and m for the sizes of %x and %y,
//
//   %0 = scf.if %c -> index {                       // arith.select %c, %n, %m
//     scf.yield %n : index
//   } else {
//     scf.yield %m : index
//   }
//   %r = tensor.empty(%0) : tensor<?xf32>
//
// An iter_arg keeps its size, or the run fails, so that it has the size of its
// initial value. The values that the condition of a while loop forwards have
// their own sizes. A result has the sizes of the operand that it is written to.
// Upstream does not know that for a linalg.generic whose result is indexed by a
// sum of loops.
//
//===----------------------------------------------------------------------===//
#include "SizesOnly.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Sizes in the place of tensors
//===----------------------------------------------------------------------===//

/// Returns one index type for each dynamic size of a tensor, and other types as
/// they are.
static SmallVector<Type> getSizeTypes(TypeRange types) {
  SmallVector<Type> result;
  for (Type type : types) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    result.append(tensor ? tensor.getNumDynamicDims() : 1,
                  tensor ? IndexType::get(type.getContext()) : type);
  }
  return result;
}

static SmallVector<Value> findSizes(ValueRange values, Operation *before) {
  OpBuilder builder(before);
  SmallVector<Value> result;
  for (Value value : values) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    if (!type)
      result.push_back(value);
    for (int64_t dim = 0; type && dim < type.getRank(); ++dim)
      if (type.isDynamicDim(dim))
        result.push_back(
            tensor::DimOp::create(builder, before->getLoc(), value, dim));
  }
  return result;
}

/// Replaces tensors by a tensor.empty of their sizes, and other values by the
/// new ones. `sizes` have the types that getSizeTypes returns for `values`.
static void replaceBySizes(ValueRange values, ValueRange sizes,
                           OpBuilder &builder) {
  for (Value value : values) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    size_t count = type ? type.getNumDynamicDims() : 1;
    Value other = type ? Value() : sizes.front();
    if (type)
      other = tensor::EmptyOp::create(builder, value.getLoc(), type,
                                      sizes.take_front(count));
    value.replaceAllUsesWith(other);
    sizes = sizes.drop_front(count);
  }
}

/// Rebuilds the op with sizes instead of tensors as results. Moves its regions.
static Operation *rebuild(Operation *op) {
  OpBuilder builder(op);
  OperationState state(op->getLoc(), op->getName(), op->getOperands(),
                       getSizeTypes(op->getResultTypes()), op->getAttrs());
  for (Region &region : op->getRegions())
    state.addRegion()->takeBody(region);
  Operation *result = builder.create(state);
  replaceBySizes(op->getResults(), result->getResults(), builder);
  op->erase();
  return result;
}

//===----------------------------------------------------------------------===//
// Branches and loops
//===----------------------------------------------------------------------===//

static void handOnSizesOfBranch(Operation *branch) {
  for (Region &region : rebuild(branch)->getRegions()) {
    Operation *yield = region.front().getTerminator();
    yield->setOperands(findSizes(yield->getOperands(), yield));
  }
}

/// Replaces iter_args that are tensors by their initial values, and yields
/// these in each iteration.
static void replaceCarried(ValueRange carried, ValueRange inits,
                           MutableArrayRef<OpOperand> yielded) {
  for (auto [value, init, next] : llvm::zip(carried, inits, yielded))
    if (isa<TensorType>(value.getType())) {
      value.replaceAllUsesWith(init);
      next.set(init);
    }
}

static void keepSizes(scf::ForOp loop) {
  replaceCarried(loop.getRegionIterArgs(), loop.getInits(),
                 *loop.getYieldedValuesMutable());
  for (auto [result, init] : llvm::zip(loop.getResults(), loop.getInits()))
    if (isa<TensorType>(result.getType()))
      result.replaceAllUsesWith(init);
}

static void handOnSizesOfWhile(scf::WhileOp old) {
  auto loop = cast<scf::WhileOp>(rebuild(old));
  scf::ConditionOp condition = loop.getConditionOp();
  condition.getArgsMutable().assign(findSizes(condition.getArgs(), condition));
  Block *after = loop.getAfterBody();
  unsigned count = after->getNumArguments();
  SmallVector<Type> types = getSizeTypes(after->getArgumentTypes());
  after->addArguments(types,
                      SmallVector<Location>(types.size(), loop.getLoc()));
  OpBuilder builder = OpBuilder::atBlockBegin(after);
  replaceBySizes(after->getArguments().take_front(count),
                 after->getArguments().drop_front(count), builder);
  after->eraseArguments(0, count);
}

static void keepSizes(DestinationStyleOpInterface op) {
  for (OpResult result : op->getResults()) {
    Value init = op.getTiedOpOperand(result)->get();
    if (init.getType() == result.getType())
      result.replaceAllUsesWith(init);
  }
}

void handOnSizes(func::FuncOp shapes) {
  shapes.walk<WalkOrder::PreOrder>([](Operation *op) {
    if (auto loop = dyn_cast<scf::ForOp>(op))
      keepSizes(loop);
    else if (auto loop = dyn_cast<scf::WhileOp>(op))
      replaceCarried(loop.getBeforeArguments(), loop.getInits(),
                     loop.getYieldOp().getResultsMutable());
  });
  shapes.walk([](Operation *op) {
    if (!llvm::any_of(op->getResultTypes(), llvm::IsaPred<RankedTensorType>))
      return;
    if (isa<scf::IfOp, scf::IndexSwitchOp>(op))
      handOnSizesOfBranch(op);
    else if (auto loop = dyn_cast<scf::WhileOp>(op))
      handOnSizesOfWhile(loop);
  });
  shapes.walk([](DestinationStyleOpInterface op) { keepSizes(op); });
  shapes.walk([](RequireOp op) { op.erase(); });
}

} // namespace ag
