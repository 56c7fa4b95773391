//===- SizesToMemory.cpp - sizes of results in memory ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a function return the sizes of all results of an entry?
//
//   func.func private @f.shapes(%n: index) -> (index, index) {
//     return %n, %c4 : index, index
//
// becomes
//
//   func.func private @f.shapes(%n: index, %sizes: memref<2xindex>) {
//     memref.store %n, %sizes[%c0]
//     memref.store %c4, %sizes[%c1]
//     return
//
// In the LLVM dialect, several results are one struct. It is built by an op for
// each of its fields, and the type of each such op has all fields. Text,
// constants and compile time would grow with the square of the number of
// fields.
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/BitVector.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_SIZESTOMEMORYPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
/// Returns the type of memory for all sizes that a function returns.
MemRefType getMemoryType(FunctionType type) {
  return MemRefType::get({type.getNumResults()},
                         IndexType::get(type.getContext()));
}

Value makePosition(OpBuilder &builder, Location loc, unsigned number) {
  return arith::ConstantIndexOp::create(builder, loc, number);
}

/// Makes the function store its results to memory, its new last argument.
LogicalResult storeResults(func::FuncOp function) {
  unsigned last = function.getNumArguments();
  if (failed(function.insertArgument(last,
                                     getMemoryType(function.getFunctionType()),
                                     {}, function.getLoc())))
    return failure();
  Value memory = function.getArgument(last);
  function.walk([&](func::ReturnOp op) {
    OpBuilder builder(op);
    for (auto [number, size] : llvm::enumerate(op.getOperands()))
      memref::StoreOp::create(builder, op.getLoc(), size, memory,
                              makePosition(builder, op.getLoc(), number));
    op.getOperandsMutable().clear();
  });
  return function.eraseResults(
      llvm::BitVector(function.getNumResults(), /*t=*/true));
}

/// Makes the call pass such memory, which is on the stack, and loads the
/// results that are used from it.
void loadResults(func::CallOp call, func::FuncOp caller) {
  Location loc = call.getLoc();
  auto atStart = OpBuilder::atBlockBegin(&caller.getBody().front());
  Value memory = memref::AllocaOp::create(atStart, loc,
                                          getMemoryType(call.getCalleeType()));
  OpBuilder builder(call);
  SmallVector<Value> operands(call.getOperands());
  operands.push_back(memory);
  func::CallOp::create(builder, loc, call.getCalleeAttr(), TypeRange(),
                       operands);
  for (OpResult size : call.getResults())
    if (!size.use_empty())
      size.replaceAllUsesWith(memref::LoadOp::create(
          builder, loc, memory,
          makePosition(builder, loc, size.getResultNumber())));
  call.erase();
}

struct SizesToMemoryPass
    : WithModels<impl::SizesToMemoryPassBase<SizesToMemoryPass>> {
  void runOnOperation() override {
    SymbolTable functions(getOperation());
    llvm::SetVector<StringAttr> names;
    for (auto entry : getOperation().getOps<func::FuncOp>())
      if (func::FuncOp shapes = findShapes(entry, functions))
        names.insert(shapes.getSymNameAttr());
    for (auto caller : getOperation().getOps<func::FuncOp>())
      caller.walk([&](func::CallOp call) {
        if (names.contains(call.getCalleeAttr().getAttr()))
          loadResults(call, caller);
      });
    for (StringAttr name : names)
      if (failed(storeResults(functions.lookup<func::FuncOp>(name))))
        return signalPassFailure();
  }

  /// Returns the shape function of `entry`, or null if none fits; compiling the
  /// entry then fails.
  static func::FuncOp findShapes(func::FuncOp entry,
                                 const SymbolTable &functions) {
    std::optional<EntrySignature> signature = getEntrySignature(entry);
    return signature
               ? findHelper(entry, *signature, EntryHelper::Shapes, &functions)
               : func::FuncOp();
  }
};
} // namespace
} // namespace ag
