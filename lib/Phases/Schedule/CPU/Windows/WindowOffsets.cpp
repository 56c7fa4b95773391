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

/// The number of window offsets that one op handles, and its number of ops and
/// operands, are at most these.
static constexpr int64_t mostUnrolled = 16;
static constexpr unsigned mostJoinedOps = 256, mostJoinedInputs = 32;

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

WindowOffsets::WindowOffsets(linalg::GenericOp op, WindowLoops loops,
                             const Speed &speed)
    : op(op), loops(std::move(loops)), padding(op, this->loops),
      looped(this->loops.windowOffsets.size()), block(chooseBlock(speed)) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  int64_t unrolled = 1;
  while (looped > 0 && isJoined()) {
    int64_t extent = ranges[this->loops.windowOffsets[looped - 1]];
    if (ShapedType::isDynamic(extent) || extent > mostUnrolled / unrolled)
      return;
    unrolled *= extent;
    --looped;
  }
}

int64_t WindowOffsets::countUnrolled() {
  int64_t count = 1;
  for (unsigned loop : ArrayRef(loops.windowOffsets).drop_front(looped))
    count *= op.getStaticLoopRanges()[loop];
  return count;
}

/// Returns the inputs that slices are read from. An input that the body does
/// not use is among them only if it determines the extent of an inner loop.
SmallVector<OpOperand *> WindowOffsets::getReadInputs() {
  SmallVector<OpOperand *> read;
  SmallVector<bool> hasExtent(op.getNumLoops());
  auto tell = [&](OpOperand &operand) {
    for (unsigned loop = 0; loop < op.getNumLoops(); ++loop)
      hasExtent[loop] |=
          op.getMatchingIndexingMap(&operand).isFunctionOfDim(loop);
  };
  auto isRead = [&](OpOperand *input) {
    return !op.getMatchingBlockArgument(input).use_empty();
  };
  for (OpOperand &init : op.getDpsInitsMutable())
    tell(init);
  for (OpOperand *input : op.getDpsInputOperands())
    if (isRead(input))
      tell(*input);
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    bool tells = llvm::any_of(loops.inner, [&](unsigned loop) {
      return !hasExtent[loop] && map.isFunctionOfDim(loop);
    });
    if (!isRead(input) && !tells)
      continue;
    tell(*input);
    read.push_back(input);
  }
  return read;
}

/// Returns true if one op may handle several window offsets. Elements of the
/// results must be sums over window offsets only. All offsets must apply to all
/// elements, or to those that read no padding. Neutral padding is as fast with
/// one offset at a time.
bool WindowOffsets::isJoined() {
  return (padding.empty() || padding.areSplit()) && !padding.getPart() &&
         llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
           AffineMap map = op.getMatchingIndexingMap(&init);
           return llvm::all_of(
                      loops.inner,
                      [&](unsigned loop) { return !sumsInto(map, loop); }) &&
                  llvm::none_of(loops.windowOffsets, [&](unsigned loop) {
                    return map.isFunctionOfDim(loop) &&
                           op.getStaticLoopRanges()[loop] != 1;
                  });
         });
}

unsigned WindowOffsets::countJoined() {
  if (!isJoined())
    return 1;
  unsigned ops = std::max<unsigned>(
      1, std::distance(op.getBody()->begin(), op.getBody()->end()) - 1);
  unsigned inputs = std::max<unsigned>(1, getReadInputs().size());
  return std::max(1U, std::min(mostJoinedOps / ops, mostJoinedInputs / inputs));
}

bool WindowOffsets::isWrittenOnce(OpOperand *init) {
  AffineMap map = op.getMatchingIndexingMap(init);
  return !padding.areSplit() && map.isProjectedPermutation() &&
         llvm::none_of(loops.windowOffsets,
                       [&](unsigned loop) { return sumsInto(map, loop); }) &&
         llvm::none_of(loops.inner, [&](unsigned loop) {
           return map.isFunctionOfDim(loop) && padding.restrict(loop);
         });
}

//===----------------------------------------------------------------------===//
// Plain ops
//===----------------------------------------------------------------------===//

/// Clones the body for a window offset. `inputs` are those of all operands,
/// null if not read.
SmallVector<Value> WindowOffsets::cloneBody(OpBuilder &builder,
                                            const WindowOffset &windowOffset,
                                            ArrayRef<Value> inputs,
                                            ValueRange accumulators) {
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
SmallVector<utils::IteratorType>
WindowOffsets::getIterators(ArrayRef<AffineMap> results) {
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
};

Value WindowOffsets::makeEmpty(OpBuilder &builder, Value like) {
  Location loc = like.getLoc();
  auto type = cast<RankedTensorType>(like.getType());
  SmallVector<Value> dynamic;
  for (auto [size, fixed] :
       llvm::zip_equal(getSizes(builder, loc, like), type.getShape()))
    if (ShapedType::isDynamic(fixed))
      dynamic.push_back(getValueOrCreateConstantIndexOp(builder, loc, size));
  return tensor::EmptyOp::create(builder, loc, type, dynamic);
}

/// Adds the destinations. If no loop carries them, initial values become inputs
/// and destinations are empty. An initial value may then be a scalar, and the
/// op can be fused with its users.
void WindowOffsets::addOutputs(OpBuilder &builder, PlainOp &plain,
                               ArrayRef<Slice> slices) {
  bool startsElsewhere =
      looped == 0 && isJoined() && padding.empty() &&
      llvm::all_of(slices, [](const Slice &slice) { return slice.isWhole; });
  for (auto [init, slice] : llvm::zip_equal(op.getDpsInitsMutable(), slices)) {
    Value start = extractStart(builder, &init, slice);
    plain.starts.push_back(-1);
    if (startsElsewhere && !op.getMatchingBlockArgument(&init).use_empty()) {
      plain.starts.back() = plain.addInput(start, slice.map);
      start = makeEmpty(builder, init.get());
    }
    plain.outputs.push_back(start);
    plain.outputMaps.push_back(slice.map);
  }
}

/// Adds an operand that fixes a loop's extent if every access along the loop
/// reads padding.
void WindowOffsets::tellExtents(OpBuilder &builder, PlainOp &plain,
                                const WindowOffset &windowOffset) {
  SmallVector<AffineExpr> unsized;
  SmallVector<OpFoldResult> sizes;
  for (auto [number, loop] : llvm::enumerate(loops.inner)) {
    auto tells = [number = number](AffineMap map) {
      return map.isFunctionOfDim(number);
    };
    if (llvm::any_of(plain.maps, tells) ||
        llvm::any_of(plain.outputMaps, tells))
      continue;
    unsized.push_back(builder.getAffineDimExpr(number));
    sizes.push_back(windowOffset.size[loop]);
  }
  if (unsized.empty())
    return;
  Value empty = tensor::EmptyOp::create(
      builder, op.getLoc(), sizes, getElementTypeOrSelf(plain.outputs.front()));
  plain.addInput(empty, AffineMap::get(loops.inner.size(), 0, unsized,
                                       builder.getContext()));
}

SmallVector<Value> WindowOffsets::emitOp(OpBuilder &builder,
                                         ArrayRef<WindowOffset> windowOffsets,
                                         ValueRange carried) {
  Location loc = op.getLoc();
  PlainOp plain;
  for (const WindowOffset &windowOffset : windowOffsets) {
    plain.read.emplace_back(op.getNumDpsInputs(), -1);
    for (OpOperand *input : getReadInputs()) {
      if (!windowOffset.isInside && padding.getPadding(*input))
        continue;
      Slice slice = getSlice(builder, windowOffset, *input, getSource(*input));
      plain.read.back()[input->getOperandNumber()] =
          plain.addInput(extract(builder, slice), slice.map);
    }
  }
  SmallVector<Slice, 1> slices;
  for (auto [init, tensor] : llvm::zip_equal(op.getDpsInitsMutable(), carried))
    slices.push_back(getSlice(builder, windowOffsets.front(), init, tensor));
  addOutputs(builder, plain, slices);
  tellExtents(builder, plain, windowOffsets.front());
  SmallVector<AffineMap> maps =
      llvm::to_vector(llvm::concat<AffineMap>(plain.maps, plain.outputMaps));
  auto made = linalg::GenericOp::create(
      builder, loc, ValueRange(plain.outputs).getTypes(), plain.inputs,
      plain.outputs, maps, getIterators(plain.outputMaps),
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
          values = cloneBody(nested, windowOffset, inputs, values);
        }
        linalg::YieldOp::create(nested, at, values);
      });
  SmallVector<Value> results;
  for (auto [value, slice] : llvm::zip_equal(made.getResults(), slices))
    results.push_back(insert(builder, value, slice));
  return results;
}

} // namespace ag
