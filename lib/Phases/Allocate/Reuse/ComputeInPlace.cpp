//===- ComputeInPlace.cpp - results over operands that die ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two buffers of the same size become one if a nest is the last user of the
// first and the first user of the second. The nest must not write an element
// before it has read it for the last time:
//
//   %b = memref.alloc() : memref<8xf32>
//   scf.for %i ... {
//     %v = memref.load %a[%i]
//     memref.store %w, %b[%i]
//   }
//   use(%b)
//
// becomes the same with %a instead of %b. The second buffer may have another
// shape. It may be a result's memory, in which the first is then computed.
//
// This comes after tiling and vectorization, as only the loops determine the
// order of reads and writes. Loops that threads share may be split by then:
// each iteration accesses elements of its own, whichever thread runs it.
//
//===----------------------------------------------------------------------===//
#include "Overwriting.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Allocate/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_COMPUTEINPLACEPASS
#include "ag/Phases/Allocate/Passes.h.inc"

static constexpr PassRemarks computeInPlaceRemarks("ag-compute-in-place");

namespace {
/// A buffer of a block: an allocation, or the memory of a result.
struct BlockBuffer {
  Value memory;
  /// The first and the last op of the block that use it.
  Operation *first = nullptr;
  Operation *last = nullptr;
};

/// Returns true if both have the same number of bytes, whatever their shapes.
bool haveSameSize(Value a, Value b) {
  auto typeA = cast<MemRefType>(a.getType());
  auto typeB = cast<MemRefType>(b.getType());
  if (typeA.getElementType() != typeB.getElementType() ||
      typeA.getMemorySpace() != typeB.getMemorySpace() ||
      !typeA.getLayout().isIdentity() || !typeB.getLayout().isIdentity() ||
      typeA.getNumDynamicDims() != typeB.getNumDynamicDims())
    return false;
  auto product = [](MemRefType type) {
    int64_t elements = 1;
    for (int64_t size : type.getShape())
      if (ShapedType::isStatic(size))
        elements *= size;
    return elements;
  };
  auto dynamicDims = [](Value buffer) {
    SmallVector<ValueBoundsConstraintSet::Variable> dims;
    auto type = cast<MemRefType>(buffer.getType());
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      if (type.isDynamicDim(dim))
        dims.emplace_back(buffer, dim);
    return dims;
  };
  return product(typeA) == product(typeB) &&
         llvm::all_of(llvm::zip(dynamicDims(a), dynamicDims(b)), [](auto pair) {
           FailureOr<bool> equal = ValueBoundsConstraintSet::areEqual(
               std::get<0>(pair), std::get<1>(pair));
           return succeeded(equal) && *equal;
         });
}

/// Returns `memory`, which is compact, reshaped to the type of `like`.
Value reshape(Value memory, memref::AllocOp like) {
  OpBuilder builder(like);
  MemRefType type = like.getType();
  Location loc = like.getLoc();
  auto from = cast<MemRefType>(memory.getType());
  if (from == type)
    return memory;
  // A shape without dimensions has no group for the other shape's dimensions.
  auto all = [isOne =
                  from.getRank() == 0 || type.getRank() == 0](int64_t rank) {
    return isOne ? SmallVector<ReassociationIndices>()
                 : SmallVector<ReassociationIndices>{
                       llvm::to_vector(llvm::seq<int64_t>(0, rank))};
  };
  if (from.getRank() > 1 || type.getRank() == 0)
    memory = memref::CollapseShapeOp::create(builder, loc, memory,
                                             all(from.getRank()));
  if (type.getRank() == cast<MemRefType>(memory.getType()).getRank())
    return memory;
  return memref::ExpandShapeOp::create(
      builder, loc, type, memory, all(type.getRank()), like.getMixedSizes());
}

/// Determines which buffers of one block become one.
class InPlaceBlock {
public:
  InPlaceBlock(Block &block, ValueRange results,
               const BufferViewFlowAnalysis &views);

  /// Decides and emits remarks on the unchanged program, and then changes it.
  void run();

private:
  void add(Value memory);
  bool canUnite(const BlockBuffer &read, const BlockBuffer &written);
  void explain(const BlockBuffer &read, const BlockBuffer &written,
               Overwriting verdict);
  void decide();
  void apply();

  Block &block;
  const BufferViewFlowAnalysis &views;
  std::vector<BlockBuffer> buffers;
  /// A buffer that is read, and one that is written over it.
  std::vector<std::pair<Value, Value>> pairs;
};

InPlaceBlock::InPlaceBlock(Block &block, ValueRange results,
                           const BufferViewFlowAnalysis &views)
    : block(block), views(views) {
  for (Value result : results)
    add(result);
  for (auto op : block.getOps<memref::AllocOp>())
    add(op.getResult());
}

void InPlaceBlock::add(Value memory) {
  BlockBuffer buffer{memory};
  for (Value view : views.resolve(memory))
    for (Operation *user : view.getUsers()) {
      Operation *op = block.findAncestorOpInBlock(*user);
      if (!op)
        return; // The buffer is used outside of the block.
      if (isMemoryEffectFree(user) && !isa<func::ReturnOp>(user))
        continue;
      if (!buffer.first || op->isBeforeInBlock(buffer.first))
        buffer.first = op;
      if (!buffer.last || buffer.last->isBeforeInBlock(op))
        buffer.last = op;
    }
  if (buffer.first)
    buffers.push_back(buffer);
}

void InPlaceBlock::explain(const BlockBuffer &read, const BlockBuffer &written,
                           Overwriting verdict) {
  Operation *nest = written.first;
  Type type = written.memory.getType();
  if (verdict == Overwriting::Allowed)
    computeInPlaceRemarks.passed(nest, "in-place")
        << remark::add(
               "a {0} is computed in a buffer that is used for the last time",
               type)
        << remark::metric("over", spellPlace(read.first));
  else
    computeInPlaceRemarks.missed(nest, "in-place")
        << remark::add("a {0} has memory of its own, although a buffer of "
                       "this size is used for the last time",
                       type)
        << remark::reason("{0}",
                          verdict == Overwriting::WrittenBefore
                              ? "it is written before that buffer is read"
                              : "different iterations may read and "
                                "write the same elements")
        << remark::metric("beside", spellPlace(read.first));
}

/// Returns true if `written` can be in the memory of `read`, whose last use is
/// the first use of `written`. Emits a remark.
bool InPlaceBlock::canUnite(const BlockBuffer &read,
                            const BlockBuffer &written) {
  auto op = read.memory.getDefiningOp<memref::AllocOp>();
  if (!op || read.memory == written.memory || read.first == read.last ||
      !haveSameSize(read.memory, written.memory))
    return false;
  // The buffer that is left has to exist before the first use of either.
  Operation *other = written.memory.getDefiningOp();
  if (other && other->isBeforeInBlock(op) && !op.getDynamicSizes().empty())
    return false;
  Overwriting verdict =
      mayOverwrite(written.first, read.memory, written.memory, views);
  explain(read, written, verdict);
  return verdict == Overwriting::Allowed;
}

void InPlaceBlock::decide() {
  llvm::DenseMap<Operation *, SmallVector<const BlockBuffer *>> startingAt,
      endingAt;
  for (const BlockBuffer &buffer : buffers) {
    startingAt[buffer.first].push_back(&buffer);
    endingAt[buffer.last].push_back(&buffer);
  }
  for (Operation &op : block) {
    auto &candidates = endingAt[&op];
    for (const BlockBuffer *written : startingAt[&op]) {
      auto *read = llvm::find_if(candidates, [&](const BlockBuffer *candidate) {
        return canUnite(*candidate, *written);
      });
      if (read == candidates.end())
        continue;
      pairs.emplace_back((*read)->memory, written->memory);
      candidates.erase(read);
    }
  }
}

void InPlaceBlock::apply() {
  // The memory that each buffer is in now.
  llvm::DenseMap<Value, Value> memoryOf;
  auto replace = [](Value memory, Value kept) {
    auto op = memory.getDefiningOp<memref::AllocOp>();
    if (Operation *other = kept.getDefiningOp();
        other && op->isBeforeInBlock(other))
      other->moveBefore(op);
    op.replaceAllUsesWith(reshape(kept, op));
    op.erase();
  };
  for (auto [read, written] : pairs) {
    auto found = memoryOf.find(read);
    Value kept = found == memoryOf.end() ? read : found->second;
    bool isResult = !written.getDefiningOp();
    if (isResult)
      replace(kept, written);
    else
      replace(written, kept);
    memoryOf[written] = isResult ? written : kept;
  }
}

void InPlaceBlock::run() {
  decide();
  apply();
}

/// Looks through casts, and through slices that begin at the first element. An
/// index has the same element in `value` and in the returned buffer.
Value skipSlicesFromStart(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    auto slice = dyn_cast<memref::SubViewOp>(op);
    bool isFromStart =
        slice && slice.getSourceType().getRank() == slice.getType().getRank() &&
        llvm::all_of(slice.getMixedOffsets(), isZeroInteger) &&
        llvm::all_of(slice.getMixedStrides(), isOneInteger);
    if (!isFromStart && !isa<memref::CastOp>(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

/// Returns true if both are the same elements of one buffer.
bool areSameView(Value a, Value b) {
  if (a == b)
    return true;
  Operation *one = a.getDefiningOp<ViewLikeOpInterface>();
  Operation *other = b.getDefiningOp<ViewLikeOpInterface>();
  auto compare = [](Value x, Value y) { return success(areSameView(x, y)); };
  return one && other &&
         OperationEquivalence::isEquivalentTo(
             one, other, compare, /*markEquivalent=*/nullptr,
             OperationEquivalence::IgnoreLocations);
}

/// Erases copies between buffers that have become one, and of what a loop
/// computes in the buffer that it carries.
void eraseCopiesInPlace(func::FuncOp entry) {
  auto eraseIfInPlace = [](Operation *copy, Value from, Value to) {
    if (areSameView(skipSlicesFromStart(from), skipSlicesFromStart(to)))
      copy->erase();
  };
  entry.walk([&](Operation *op) {
    if (auto copy = dyn_cast<memref::CopyOp>(op))
      eraseIfInPlace(copy, copy.getSource(), copy.getTarget());
    else if (auto copy = dyn_cast<linalg::CopyOp>(op))
      eraseIfInPlace(copy, copy.getInputs().front(), copy.getOutputs().front());
  });
}

struct ComputeInPlacePass
    : WithModels<impl::ComputeInPlacePassBase<ComputeInPlacePass>> {
  void runOnOperation() override {
    func::FuncOp entry = getOperation();
    if (entry.isExternal())
      return;
    llvm::SetVector<Block *> blocks;
    entry.walk([&](memref::AllocOp op) { blocks.insert(op->getBlock()); });
    BufferViewFlowAnalysis views(entry);
    for (Block *block : blocks) {
      bool isBody = block == &entry.getBody().front();
      ArrayRef<BlockArgument> results;
      if (isBody)
        results = getResultMemory(entry);
      InPlaceBlock(*block, results, views).run();
    }
    eraseCopiesInPlace(entry);
  }
};
} // namespace
} // namespace ag
