//===- WindowOffsets.cpp - ops with windows as plain ops on slices --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Windows/WindowOffsets.h"
#include "CPU/Kernels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace ag {

/// Clones the op's body for a window offset. `inputs` are those of all
/// operands, null if not read.
static SmallVector<Value>
cloneWindowBody(OpBuilder &builder, linalg::GenericOp op,
                const WindowLoops &loops, const WindowOffset &windowOffset,
                ArrayRef<Value> inputs, ValueRange accumulators) {
  IRMapping mapping;
  Block *body = op.getBody();
  for (auto [argument, value] : llvm::zip(body->getArguments(), inputs))
    if (value)
      mapping.map(argument, value);
  mapping.map(op.getRegionOutputArgs(), accumulators);
  for (Operation &nested : body->without_terminator()) {
    auto index = dyn_cast<linalg::IndexOp>(nested);
    if (!index) {
      builder.clone(nested, mapping);
      continue;
    }
    unsigned loop = index.getDim();
    Location loc = nested.getLoc();
    Value place =
        getValueOrCreateConstantIndexOp(builder, loc, windowOffset.begin[loop]);
    if (!loops.isWindowOffset(loop)) {
      unsigned number = llvm::find(loops.inner, loop) - loops.inner.begin();
      Value inner = linalg::IndexOp::create(builder, loc, number);
      place = builder.createOrFold<arith::AddIOp>(loc, inner, place);
    }
    mapping.map(index.getResult(), place);
  }
  return llvm::map_to_vector(
      body->getTerminator()->getOperands(),
      [&](Value value) { return mapping.lookupOrDefault(value); });
}

/// Returns the iterator types of the inner loops. A loop that indexes every
/// result is parallel, as it writes each element once.
static SmallVector<utils::IteratorType>
getIterators(linalg::GenericOp op, const WindowLoops &loops,
             ArrayRef<AffineMap> results) {
  SmallVector<utils::IteratorType> before = op.getIteratorTypesArray(), now;
  for (auto [number, loop] : llvm::enumerate(loops.inner)) {
    bool isParallel = llvm::all_of(results, [number = number](AffineMap map) {
      return map.isFunctionOfDim(number);
    });
    now.push_back(isParallel ? utils::IteratorType::parallel : before[loop]);
  }
  return now;
}

/// The plain op under construction, and how its inputs correspond to the old
/// op's.
struct WindowOffsets::PlainOp {
  SmallVector<Value> inputs, outputs;
  SmallVector<AffineMap> maps, outputMaps;
  /// For each window offset and each input of the old op, the input that it
  /// reads, or -1.
  SmallVector<SmallVector<int64_t>> read;
  /// For each result, the input that it starts from, or -1 if it starts from
  /// its destination.
  SmallVector<int64_t> starts;

  int64_t addInput(Value value, AffineMap map) {
    for (auto [number, input, old] : llvm::enumerate(inputs, maps))
      if (input == value && old == map)
        return number;
    inputs.push_back(value);
    maps.push_back(map);
    return inputs.size() - 1;
  }

  /// Adds an operand that fixes a loop's extent if every access along the loop
  /// reads padding. `sizes` are the extents of the plain loops.
  void tellExtents(OpBuilder &builder, Location loc,
                   ArrayRef<OpFoldResult> sizes);
};

void WindowOffsets::PlainOp::tellExtents(OpBuilder &builder, Location loc,
                                         ArrayRef<OpFoldResult> sizes) {
  SmallVector<AffineExpr> unsized;
  SmallVector<OpFoldResult> missing;
  for (auto [number, size] : llvm::enumerate(sizes)) {
    auto tells = [number = number](AffineMap map) {
      return map.isFunctionOfDim(number);
    };
    if (llvm::any_of(maps, tells) || llvm::any_of(outputMaps, tells))
      continue;
    unsized.push_back(builder.getAffineDimExpr(number));
    missing.push_back(size);
  }
  if (unsized.empty())
    return;
  Value empty = tensor::EmptyOp::create(builder, loc, missing,
                                        getElementTypeOrSelf(outputs.front()));
  addInput(empty,
           AffineMap::get(sizes.size(), 0, unsized, builder.getContext()));
}

/// Adds the destinations. If no loop carries them, initial values become inputs
/// and destinations are empty. An initial value may then be a scalar, and the
/// op can be fused with its users.
void WindowOffsets::addOutputs(OpBuilder &builder, PlainOp &plain,
                               ArrayRef<WindowSlice> written) {
  Location loc = op.getLoc();
  bool startsElsewhere = plan.looped == 0 && plan.isJoined && padding.empty() &&
                         llvm::all_of(written, [](const WindowSlice &slice) {
                           return slice.isWhole;
                         });
  for (auto [number, init, slice] :
       llvm::enumerate(op.getDpsInitsMutable(), written)) {
    Value start = plan.isWrittenOnce.test(number)
                      ? slice.extractInitial(builder, loc, init.get())
                      : slice.extract(builder, loc);
    plain.starts.push_back(-1);
    if (startsElsewhere && !op.getMatchingBlockArgument(&init).use_empty()) {
      plain.starts.back() = plain.addInput(start, slice.map);
      start = makeEmptyLike(builder, init.get());
    }
    plain.outputs.push_back(start);
    plain.outputMaps.push_back(slice.map);
  }
}

SmallVector<Value> WindowOffsets::emitOp(OpBuilder &builder,
                                         ArrayRef<WindowOffset> windowOffsets,
                                         ValueRange carried) {
  Location loc = op.getLoc();
  PlainOp plain;
  for (const WindowOffset &windowOffset : windowOffsets) {
    plain.read.emplace_back(op.getNumDpsInputs(), -1);
    for (OpOperand *input : plan.read) {
      if (!windowOffset.isInside && padding.getPadding(*input))
        continue;
      WindowSlice slice = slices.getInput(builder, windowOffset, *input);
      plain.read.back()[input->getOperandNumber()] =
          plain.addInput(slice.extract(builder, loc), slice.map);
    }
  }
  const WindowOffset &first = windowOffsets.front();
  SmallVector<WindowSlice, 1> written;
  for (auto [init, tensor] : llvm::zip_equal(op.getDpsInitsMutable(), carried))
    written.push_back(slices.getSlice(builder, first, init, tensor));
  addOutputs(builder, plain, written);
  plain.tellExtents(builder, loc,
                    llvm::map_to_vector(loops.inner, [&](unsigned loop) {
                      return first.size[loop];
                    }));
  SmallVector<AffineMap> maps =
      llvm::to_vector(llvm::concat<AffineMap>(plain.maps, plain.outputMaps));
  auto made = linalg::GenericOp::create(
      builder, loc, ValueRange(plain.outputs).getTypes(), plain.inputs,
      plain.outputs, maps, getIterators(op, loops, plain.outputMaps),
      [&](OpBuilder &nested, Location at, ValueRange arguments) {
        auto get = [&](int64_t number) -> Value {
          return number < 0 ? Value() : arguments[number];
        };
        SmallVector<Value> values(arguments.take_back(plain.outputs.size()));
        for (auto [value, start] : llvm::zip_equal(values, plain.starts))
          if (start >= 0)
            value = arguments[start];
        for (auto [windowOffset, read] :
             llvm::zip_equal(windowOffsets, plain.read)) {
          SmallVector<Value> inputs = llvm::map_to_vector(read, get);
          if (!windowOffset.isInside)
            for (auto [operand, input] :
                 llvm::zip_equal(op.getDpsInputOperands(), inputs))
              if (Value scalar = padding.getPadding(*operand))
                input = scalar;
          values =
              cloneWindowBody(nested, op, loops, windowOffset, inputs, values);
        }
        linalg::YieldOp::create(nested, at, values);
      });
  SmallVector<Value> results;
  for (auto [value, slice] : llvm::zip_equal(made.getResults(), written))
    results.push_back(slice.insert(builder, loc, value));
  return results;
}

SmallVector<Value> emitWindowOffsets(OpBuilder &builder, linalg::GenericOp op,
                                     const WindowLoops &loops,
                                     const WindowPlan &plan, Padding &padding) {
  SmallVector<OpFoldResult> extents = getExtents(builder, op);
  padding.materialize(builder);
  return WindowOffsets(op, loops, plan, padding, extents).emit(builder);
}

} // namespace ag
