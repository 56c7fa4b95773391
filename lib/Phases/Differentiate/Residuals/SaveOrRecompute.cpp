//===- SaveOrRecompute.cpp - values that the reverse recomputes -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Residuals/SaveOrRecompute.h"
#include "DifferentiateRemarks.h"
#include "Regions/RegionTags.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Interfaces/Spec/OperandShape.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Support/Graph/MinimumCut.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/CastInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace ag {

std::optional<Rematerialization> parseRematerialization(StringRef word) {
  return llvm::StringSwitch<std::optional<Rematerialization>>(word)
      .Case("auto", Rematerialization::Auto)
      .Case("keep", Rematerialization::Keep)
      .Case("recompute", Rematerialization::Recompute)
      .Default(std::nullopt);
}

static bool isNumber(Type type) { return type.isIntOrIndex(); }

//===----------------------------------------------------------------------===//
// Sizes and work
//===----------------------------------------------------------------------===//

/// The upper limit of sizes and work, so that sums of costs do not overflow.
static constexpr int64_t maxWork = int64_t(1) << 40;

static int64_t multiply(int64_t a, int64_t b) {
  return std::min(times(a, b), maxWork);
}

SizeEvaluator getPlannedSizesOf(Operation *op) {
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (!function)
    function = op->getParentOfType<FunctionOpInterface>();
  return {function, getPlannedSizes(function)};
}

int64_t countBytes(Value value, SizeEvaluator &sizes) {
  OperandShape shape(value.getType());
  int64_t bytes = shape.getElementBytes();
  for (int64_t dim = 0; dim < shape.getRank(); ++dim)
    bytes = multiply(bytes, sizes.assumeSizeOf(value, dim));
  return bytes;
}

/// Returns `lanes` times the number of vector steps that the op takes on
/// vectors of `lanes` elements.
static int64_t countVectorSteps(Operation *op, int64_t lanes,
                                SizeEvaluator &sizes) {
  auto structured = dyn_cast<StructuredOpInterface>(op);
  if (!structured)
    return 0;
  return multiply(countSteps(structured.getSpec(), lanes),
                  countPoints(structured, sizes));
}

//===----------------------------------------------------------------------===//
// Ops that can be recomputed
//===----------------------------------------------------------------------===//

bool takesNoTime(Operation *op) {
  if (matchPattern(op, m_Constant()) ||
      isa<tensor::EmptyOp, linalg::FillOp>(op))
    return true;
  bool isOfNumbers = llvm::all_of(op->getOperandTypes(), isNumber) &&
                     llvm::all_of(op->getResultTypes(), isNumber);
  if (isOfNumbers)
    return true;
  // In a loop, the tensor would have to be saved in each iteration.
  if (auto read = dyn_cast<tensor::ExtractOp>(op))
    return isa<FunctionOpInterface>(
        read.getTensor().getParentBlock()->getParentOp());
  auto structured = dyn_cast<StructuredOpInterface>(op);
  if (!structured)
    return isa<CastOpInterface, tensor::DimOp>(op) || isTensorView(op);
  Spec spec = structured.getSpec();
  return !spec.combiner && spec.inputs.size() <= 1 &&
         spec.body.nodes().size() == 1;
}

bool isElementwise(Operation *op) {
  auto structured = dyn_cast<StructuredOpInterface>(op);
  if (!structured)
    return false;
  Spec spec = structured.getSpec();
  return !spec.combiner ||
         llvm::any_of(spec.inputs, [](const SpecInput &input) {
           return input.map.isPermutation();
         });
}

/// Returns true if the op moves elements or adds some to others, as concat,
/// update and gather do. It reads and writes as much as saving its result does,
/// and reading that again.
static bool movesElements(Operation *op) {
  return isa<DimensionRuleOpInterface>(op) && !op->hasTrait<KeptTrait>();
}

Value findReadTensor(Operation *op, SizeEvaluator &sizes) {
  if (op->getNumResults() != 1 || !movesElements(op) || !isMemoryEffectFree(op))
    return nullptr;
  int64_t most = countBytes(op->getResult(0), sizes);
  Value tensor;
  for (Value operand : op->getOperands())
    if (int64_t bytes = countBytes(operand, sizes); bytes > most) {
      most = bytes;
      tensor = operand;
    }
  return tensor;
}

static bool isNear(Operation *op, const FusedPrimal &groups) {
  return llvm::any_of(op->getResults(),
                      [&](Value value) { return groups.isNear(value); });
}

static bool canBeRedone(Operation *op, Rematerialization how,
                        const FusedPrimal &groups) {
  if (!isMemoryEffectFree(op))
    return false;
  if (getCheckpoint(op))
    return true;
  if (op->getNumRegions() > 0 && !isa<StructuredOpInterface>(op))
    return false;
  if (takesNoTime(op))
    return true;
  if (how == Rematerialization::Recompute && movesElements(op))
    return true;
  if (how == Rematerialization::Auto && isNear(op, groups))
    return false;
  return how != Rematerialization::Keep &&
         (isElementwise(op) || groups.contains(op));
}

/// Returns true if an op of the value's block, for which `isSought` returns
/// true and which is not of the reverse, uses the value or contains an op that
/// does.
static bool hasForwardUser(Value value,
                           llvm::function_ref<bool(Operation *)> isSought) {
  Block *block = value.getParentBlock();
  return llvm::any_of(value.getUsers(), [&](Operation *user) {
    Operation *outer = block->findAncestorOpInBlock(*user);
    return outer && !isBackward(outer) && isSought(outer);
  });
}

/// Returns true if forward ops read the value outside the region marked
/// `checkpoint` that computes it.
static bool isResultOf(Attribute checkpoint, Value value) {
  return hasForwardUser(value, [&](Operation *user) {
    return getCheckpoint(user) != checkpoint;
  });
}

/// Returns true if the value is in memory in any case, since it is an argument,
/// or since an op that computes or reads it is not elementwise.
static bool isInMemory(Value value) {
  return isa<BlockArgument>(value) || !isElementwise(value.getDefiningOp()) ||
         hasForwardUser(value,
                        [](Operation *user) { return !isElementwise(user); });
}

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

namespace {
class KeepNetwork {
public:
  KeepNetwork(Block *block, const KeepPolicy &policy, SizeEvaluator &sizes,
              CopiesToKeep copiesToKeep, const FusedPrimal &groups)
      : block(block), policy(policy), sizes(sizes), copiesToKeep(copiesToKeep),
        groups(groups) {
    network.nodes = 2;
    network.source = 0;
    network.sink = 1;
  }

  SaveOrRecompute run(ValueRange reads) {
    for (Value value : reads)
      if (copiesToKeep(value) > 0)
        link(getNode(value), network.sink, uncuttable);
    size_t described = 0;
    while (described < values.size())
      describe(values[described++]);
    auto cut = llvm::cantFail(findMinimumCut(network, CutPlace::NearestToSink));
    assert(cut && "each value can be kept, or what it is made of");
    SaveOrRecompute decision;
    for (auto [op, node] : ops)
      if (cut->isBehind[node])
        decision.redone.insert(op);
    for (Value value : values)
      if (cut->isBehind[nodes.lookup(value)] && !isRedone(value, decision))
        decision.kept.insert(value);
    return decision;
  }

private:
  static bool isRedone(Value value, const SaveOrRecompute &decision) {
    Operation *op = value.getDefiningOp();
    return op && decision.redone.contains(op);
  }

  unsigned getNode(Value value) {
    auto [node, isNew] = nodes.try_emplace(value, network.nodes);
    if (isNew) {
      values.push_back(value);
      ++network.nodes;
    }
    return node->second;
  }

  void link(unsigned from, unsigned to, int64_t capacity) {
    network.edges.push_back({from, to, capacity});
  }

  void describe(Value value) {
    Operation *op = value.getDefiningOp();
    if (!op) {
      link(network.source, getNode(value), costOfKeeping(value));
      return;
    }
    auto [known, isNew] = ops.try_emplace(op, network.nodes);
    unsigned node = known->second;
    if (isNew) {
      ++network.nodes;
      describe(op, node);
    }
    link(node, getNode(value), costOfKeeping(value));
  }

  void describe(Operation *op, unsigned node) {
    if (!canBeRedone(op, policy.how, groups) || isTooFarOut(op)) {
      link(network.source, node, uncuttable);
      return;
    }
    link(network.source, node, costOfRedoing(op));
    for (Value used : getUsedValues(op))
      if (copiesToKeep(used) > 0)
        link(getNode(used), node, uncuttable);
  }

  /// Returns true for an op of the blocks around that is not repeated here.
  /// Those are decided upon later; what is read is followed only through views
  /// and the like, and through few, as many inner blocks may read one chain.
  bool isTooFarOut(Operation *op) {
    return op->getBlock() != block &&
           (!takesNoTime(op) || ++opsAround > mostOpsAround);
  }

  /// The cost of an addition of one vector.
  static constexpr int64_t unit = 16;
  /// The bytes that memory transfers in the time of this addition.
  static constexpr int64_t bytesPerAddition = 8;
  /// The cost of a saved byte if only bytes count. Recomputing an op costs 1,
  /// so that the fewest ops are recomputed among equals.
  static constexpr int64_t perByte = 256;
  /// The greatest number of ops of the blocks around that are described.
  static constexpr unsigned mostOpsAround = 32;

  int64_t costOfKeeping(Value value) {
    Operation *op = value.getDefiningOp();
    Attribute checkpoint = op ? getCheckpoint(op) : nullptr;
    bool isRedoable = op && canBeRedone(op, policy.how, groups);
    if (isRedoable && checkpoint && !isResultOf(checkpoint, value))
      return uncuttable;
    // The fused group need not write this value at all.
    if (isRedoable && policy.how != Rematerialization::Keep &&
        groups.isInside(value))
      return uncuttable;
    int64_t bytes = multiply(countBytes(value, sizes), copiesToKeep(value));
    if (policy.how == Rematerialization::Recompute)
      return perByte * bytes;
    // A saved value is read, and written if it would not be in memory anyway.
    int64_t times = isInMemory(value) ? 1 : 2;
    return unit / bytesPerAddition * times * bytes;
  }

  int64_t costOfRedoing(Operation *op) {
    if (takesNoTime(op))
      return 0;
    if (policy.how == Rematerialization::Recompute)
      return 1;
    Type element = getElementTypeOrSelf(op->getResult(0));
    int64_t lanes = element.isIntOrFloat() ? policy.machine.lanes(element) : 1;
    int64_t steps = countVectorSteps(op, lanes, sizes) / lanes;
    return unit * multiply(steps, copiesToKeep(op->getResult(0)));
  }

  Block *block;
  const KeepPolicy &policy;
  SizeEvaluator &sizes;
  CopiesToKeep copiesToKeep;
  const FusedPrimal &groups;
  unsigned opsAround = 0;
  Network network;
  SmallVector<Value> values;
  llvm::DenseMap<Value, unsigned> nodes;
  llvm::MapVector<Operation *, unsigned> ops;
};
} // namespace

SaveOrRecompute decideWhatToKeep(Block *block, ValueRange reads,
                                 const KeepPolicy &policy,
                                 CopiesToKeep copiesToKeep,
                                 const FusedPrimal &groups) {
  if (reads.empty())
    return {};
  SizeEvaluator sizes = getPlannedSizesOf(block->getParentOp());
  return KeepNetwork(block, policy, sizes, copiesToKeep, groups).run(reads);
}

//===----------------------------------------------------------------------===//
// Remarks
//===----------------------------------------------------------------------===//

static bool isSizeKnown(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return !tensor || tensor.hasStaticShape();
}

void explainKept(Value value, StringRef where) {
  Operation *op = value.getDefiningOp();
  if (!op)
    op = value.getParentBlock()->getParentOp();
  PassRemarks::InFlight remark = differentiateRemarks.analysis(op, "kept");
  remark << remark::add("a {0} is kept for the reverse{1}", value.getType(),
                        where)
         << remark::metric("type", value.getType());
  if (!isSizeKnown(value.getType()))
    return;
  SizeEvaluator sizes = getPlannedSizesOf(op);
  remark << remark::metric("bytes", countBytes(value, sizes));
}

void explainRedone(Operation *op) {
  if (takesNoTime(op) || op->getNumResults() == 0)
    return;
  Type type = op->getResult(0).getType();
  PassRemarks::InFlight remark = differentiateRemarks.analysis(op, "redone");
  remark << remark::add("a {0} is computed again for the reverse", type)
         << remark::metric("type", type);
  if (!isSizeKnown(type))
    return;
  SizeEvaluator sizes = getPlannedSizesOf(op);
  remark << remark::metric("bytes", countBytes(op->getResult(0), sizes));
  if (auto structured = dyn_cast<StructuredOpInterface>(op))
    remark << remark::metric("flops", times(countFlops(structured.getSpec()),
                                            countPoints(structured, sizes)));
}

} // namespace ag
