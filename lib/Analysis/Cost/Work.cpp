//===- Work.cpp - what ops do, and how long it takes ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Cost/Work.h"
#include "Cost/Loops.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/Flow/UniformValue.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "mlir/Interfaces/SubsetOpInterface.h"
#include <numeric>

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

int64_t Work::getBytes() const { return plus(bytesRead, bytesWritten); }

double Work::getSeconds() const {
  return std::accumulate(secondsBy.begin(), secondsBy.end(), 0.0);
}

StringRef Work::getBound() const {
  size_t most = llvm::max_element(secondsBy) - secondsBy.begin();
  return most == computing ? "computing" : memoryLevels[most];
}

void Work::add(const Work &other) {
  flops = plus(flops, other.flops);
  bytesRead = plus(bytesRead, other.bytesRead);
  bytesWritten = plus(bytesWritten, other.bytesWritten);
  for (auto [mine, theirs] : llvm::zip(secondsBy, other.secondsBy))
    mine += theirs;
  if (!unknown)
    unknown = other.unknown;
}

void Work::repeat(int64_t tripCount) {
  flops = times(flops, tripCount);
  bytesRead = times(bytesRead, tripCount);
  bytesWritten = times(bytesWritten, tripCount);
  for (double &seconds : secondsBy)
    seconds *= double(tripCount);
}

Work greater(const Work &a, const Work &b) {
  return {std::max(a.flops, b.flops), std::max(a.bytesRead, b.bytesRead),
          std::max(a.bytesWritten, b.bytesWritten),
          a.getSeconds() < b.getSeconds() ? b.secondsBy : a.secondsBy,
          a.unknown ? a.unknown : b.unknown};
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

/// Returns the bytes of an element in memory, or 0 if it is no number.
static int64_t getElementBytes(Value value) {
  std::optional<ScalarType> type =
      getScalarType(getElementTypeOrSelf(value.getType()));
  return type ? getByteWidth(*type) : 0;
}

static SmallVector<int64_t> getShape(Value value, SizeEvaluator &sizes) {
  SmallVector<int64_t> shape;
  auto type = dyn_cast<RankedTensorType>(value.getType());
  for (int64_t dim = 0; type && dim < type.getRank(); ++dim)
    shape.push_back(sizes.assumeSizeOf(value, dim));
  return shape;
}

static int64_t countBytes(Value value, SizeEvaluator &sizes) {
  SmallVector<int64_t> shape = getShape(value, sizes);
  return std::accumulate(shape.begin(), shape.end(), getElementBytes(value),
                         times);
}

//===----------------------------------------------------------------------===//
// Memory traffic
//===----------------------------------------------------------------------===//

/// Returns true if the op's only result is its first operand, or a slice or
/// reshape of it.
static bool isView(Operation *op) {
  return isTensorView(op) || op->hasTrait<KeptTrait>();
}

bool isOneNumber(Value value) {
  auto writer = value.getDefiningOp<DestinationStyleOpInterface>();
  if (!writer)
    return findUniform(value).has_value();
  if (llvm::any_of(writer.getDpsInputs(),
                   llvm::IsaPred<TypedValue<TensorType>>))
    return false;
  auto op = value.getDefiningOp<StructuredOpInterface>();
  return op && findUniform(op);
}

/// Returns the bytes of an op's result in memory. If the op inserts a slice,
/// these are the slice's. Returns 0 if the result is known without memory, or
/// is forwarded from regions.
static int64_t countWritten(OpResult result, bool isStructured,
                            SizeEvaluator &sizes) {
  Operation *op = result.getOwner();
  if (auto insertion = dyn_cast<SubsetInsertionOpInterface>(op))
    return countBytes(insertion.getSourceOperand().get(), sizes);
  bool isMade = isStructured ||
                llvm::any_of(op->getOperandTypes(), llvm::IsaPred<TensorType>);
  bool isForwarded = isa<RegionBranchOpInterface, BodyOpInterface>(op);
  if (!isa<RankedTensorType>(result.getType()) || !isMade || isForwarded ||
      isOneNumber(result))
    return 0;
  return countBytes(result, sizes);
}

namespace {
/// The seconds that moving data takes, for each level of memory.
class Memory {
public:
  Memory(const Speed &speed, SizeEvaluator &sizes)
      : speed(speed), sizes(sizes) {}

  /// Adds the time of moving `bytes` of `value`, which is in the fastest level
  /// that holds all of it.
  void move(Value value, int64_t bytes) {
    moveFrom(speed.levelHolding(countBytes(value, sizes)), bytes);
  }

  void moveFrom(size_t level, int64_t bytes) {
    seconds[level] += double(bytes) / speed.bytesPerSecond(level);
  }

  /// Returns the time of ops that compute for `computed` seconds meanwhile, at
  /// the index of what bounds them.
  SecondsBy beside(double computed) const {
    SecondsBy by = {};
    double moved = std::accumulate(seconds.begin(), seconds.end(), 0.0);
    size_t slowest = llvm::max_element(seconds) - seconds.begin();
    by[computed >= moved ? computing : slowest] = std::max(computed, moved);
    return by;
  }

private:
  const Speed &speed;
  SizeEvaluator &sizes;
  std::array<double, computing> seconds = {};
};
} // namespace

//===----------------------------------------------------------------------===//
// Ops and groups
//===----------------------------------------------------------------------===//

int64_t countFlops(const Spec &spec) {
  int64_t flops = countFlops(spec.body);
  return spec.combiner ? flops + countFlops(*spec.combiner) : flops;
}

int64_t countSteps(const Spec &spec, int64_t lanes) {
  int64_t steps = countSteps(spec.body, lanes);
  return spec.combiner ? steps + countSteps(*spec.combiner, lanes) : steps;
}

std::optional<int64_t> countSteps(Operation *op, int64_t lanes) {
  std::optional<ScalarProgram> program = programOf(op);
  return program ? std::optional(countSteps(*program, lanes)) : std::nullopt;
}

int64_t countPoints(StructuredOpInterface op, SizeEvaluator &sizes) {
  return Loops(op, sizes).countPoints();
}

namespace {
/// Counts the work of a group. Each op is visited once.
class GroupCounter {
public:
  GroupCounter(const Speed &speed, SizeEvaluator &sizes,
               ArrayRef<Operation *> ops)
      : speed(speed), sizes(sizes), group(ops.begin(), ops.end()),
        memory(speed, sizes) {
    for (Operation *op : ops)
      add(op);
  }

  Work finish(int64_t passes) {
    for (auto [value, bytes] : reads) {
      if (group.contains(value.getDefiningOp()))
        continue;
      memory.move(value, bytes);
      memory.moveFrom(speed.levelHolding(between), times(passes - 1, bytes));
      work.bytesRead = plus(work.bytesRead, times(passes, bytes));
    }
    work.secondsBy = memory.beside(work.secondsBy[computing]);
    return work;
  }

private:
  void add(Operation *op) {
    auto structured = dyn_cast<StructuredOpInterface>(op);
    if (structured)
      add(Loops(structured, sizes), op);
    else
      readWithoutSpec(op);
    for (OpResult result : op->getResults())
      if (isUsedOutside(result)) {
        int64_t bytes = countWritten(result, structured != nullptr, sizes);
        memory.move(result, bytes);
        work.bytesWritten = plus(work.bytesWritten, bytes);
      }
  }

  void add(const Loops &loops, Operation *op) {
    int64_t points = loops.countPoints(), flops = countFlops(loops.spec());
    work.flops = plus(work.flops, times(flops, points));
    work.secondsBy[computing] +=
        double(points) * ag::getSeconds(loops.spec(), speed);
    if (!loops.areKnown() && flops > 0 && !work.unknown)
      work.unknown = op;
    int64_t reduced = 0;
    for (const SpecInput &input : loops.spec().inputs) {
      Value operand = loops.operand(input.operand);
      int64_t width = getElementBytes(operand);
      read(operand, times(width, loops.countElements(
                                     input.map, getShape(operand, sizes))));
      reduced = plus(reduced, times(width, loops.countReduced(input.map)));
    }
    between = std::max(between, reduced);
    for (const SpecResult &result : loops.spec().results)
      if (result.initOperand)
        read(loops.operand(*result.initOperand), INT64_MAX);
  }

  void readWithoutSpec(Operation *op) {
    if (isa<RegionBranchOpInterface, BodyOpInterface, ShapedDimOpInterface>(op))
      return;
    if (auto insertion = dyn_cast<SubsetInsertionOpInterface>(op))
      return read(insertion.getSourceOperand().get(), INT64_MAX);
    int64_t written = 0;
    for (Value result : op->getResults())
      written = plus(written, countBytes(result, sizes));
    if (isView(op))
      return read(op->getOperand(0), written);
    for (Value used : getUsedValues(op))
      read(used, written);
  }

  void read(Value value, int64_t most) {
    if (!isa<RankedTensorType>(value.getType()) || isOneNumber(value))
      return;
    int64_t &bytes = reads[value];
    bytes = std::max(bytes, std::min(most, countBytes(value, sizes)));
  }

  bool isUsedOutside(OpResult result) const {
    Block *block = result.getOwner()->getBlock();
    return llvm::any_of(result.getUsers(), [&](Operation *user) {
      return !group.contains(block->findAncestorOpInBlock(*user));
    });
  }

  const Speed &speed;
  SizeEvaluator &sizes;
  llvm::DenseSet<Operation *> group;
  Memory memory;
  Work work;
  /// The bytes that are read of each tensor.
  llvm::MapVector<Value, int64_t> reads;
  /// The most bytes that an op reads for one element of its results. They are
  /// held between two passes.
  int64_t between = 0;
};
} // namespace

Work WorkModel::estimate(Operation *op) {
  return isView(op) ? Work() : estimateGroup(op);
}

Work WorkModel::estimateGroup(ArrayRef<Operation *> ops, int64_t passes) {
  return GroupCounter(speed, sizes, ops).finish(passes);
}

GroupWork WorkModel::compare(FusedOp group) {
  SmallVector<Operation *> ops;
  for (Operation &op : group.getBody().front().without_terminator())
    ops.push_back(&op);
  GroupWork work;
  for (Operation *op : ops)
    work.opByOp.add(estimate(op));
  work.asGroup = estimateGroup(ops, group.getPasses().value_or(1));
  return work;
}

} // namespace ag
