//===- GroupValues.cpp - what goes into a group, and out ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Analysis/Groups/GroupDimensions.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/CollectiveOp.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Interfaces/IndexingOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace ag {

static bool isNumber(Value value) {
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  return tensor ? tensor.hasStaticShape() && tensor.getNumElements() == 1
                : value.getType().isIntOrIndexOrFloat();
}

std::optional<ScalarNode> getFilling(const Spec &spec) {
  if (spec.combiner || spec.results.size() != 1)
    return std::nullopt;
  ArrayRef<ScalarNode> nodes = spec.body.nodes();
  const ScalarNode &node = nodes[spec.body.results().front()];
  bool isIndex = node.kind == ScalarNode::Apply &&
                 node.primitive == Primitive::Cast &&
                 nodes[node.operands[0]].kind == ScalarNode::Index;
  return node.kind == ScalarNode::Apply && !isIndex ? std::nullopt
                                                    : std::optional(node);
}

bool repeats(const Spec &spec) {
  if (spec.combiner || spec.results.size() != 1 || spec.inputs.size() != 1)
    return false;
  AffineMap map = spec.inputs.front().map;
  return spec.body.nodes()[spec.body.results().front()].kind ==
             ScalarNode::Input &&
         !llvm::all_of(llvm::seq(map.getNumDims()), [&](unsigned loop) {
           return map.isFunctionOfDim(loop);
         });
}

/// Returns true if the op computes numbers from numbers, or fills a tensor with
/// one. Element-wise ops on tensors without a Spec do not count, as forms
/// cannot read them.
static bool isMadeOfNumbers(Operation *op) {
  auto stated = dyn_cast<StructuredOpInterface>(op);
  if (!stated)
    return op->getNumRegions() == 0 &&
           !(OpTrait::hasElementwiseMappableTraits(op) &&
             llvm::any_of(op->getResultTypes(), llvm::IsaPred<TensorType>)) &&
           llvm::all_of(op->getResults(), isNumber) &&
           (isa<tensor::DimOp>(op) ||
            llvm::all_of(op->getOperands(), isNumber));
  // Most ops are ruled out without their Specs: their operands are all tensors
  // of several elements, and none is a destination.
  if (op->getNumOperands() > 0 && !isa<DestinationStyleOpInterface>(op) &&
      llvm::none_of(op->getOperands(), isNumber))
    return false;
  SmallVector<Value> operands = stated.getSpecOperands();
  Spec spec = stated.getSpec();
  if (!spec.combiner && llvm::all_of(operands, isNumber) &&
      llvm::all_of(op->getResults(), isNumber))
    return true;
  std::optional<ScalarNode> filling = getFilling(spec);
  return filling &&
         (filling->kind != ScalarNode::Input ||
          isNumber(operands[spec.inputs[filling->position].operand]));
}

bool isRematerializable(Operation *op) {
  if (matchPattern(op, m_Constant()) || isa<tensor::EmptyOp>(op))
    return true;
  return op->getNumResults() > 0 && isPureOp(op) &&
         !isa<CollectiveOpInterface>(op) && isMadeOfNumbers(op);
}

bool isOrder(Operation *op) {
  return isa<IndexingOpInterface>(op) && op->hasTrait<KeptTrait>();
}

namespace {
class ValueFinder {
public:
  explicit ValueFinder(ArrayRef<Operation *> ops)
      : ops(ops), members(ops.begin(), ops.end()) {}

  GroupValues find();

private:
  bool isOwn(Value value, unsigned depth = 0);
  bool comesFromMembers(Value value);
  bool isOutside(Operation *user);
  void use(Value value);

  ArrayRef<Operation *> ops;
  llvm::DenseSet<Operation *> members;
  llvm::SetVector<Value> given;
  llvm::SetVector<Operation *> own;
  /// Maps a free op to whether it reads results of members.
  llvm::DenseMap<Operation *, bool> readsMembers;
  /// Maps an op of `own` to whether its result is needed outside of the group.
  llvm::DenseMap<Operation *, bool> usedOutside;
};
} // namespace

/// The longest chain of free ops that are recomputed for one use.
static constexpr unsigned deepest = 8;

/// Returns true if the group can recompute the value: free ops compute it from
/// inputs and from results of members.
bool ValueFinder::isOwn(Value value, unsigned depth) {
  Operation *op = value.getDefiningOp();
  return op && depth < deepest && isRematerializable(op) &&
         llvm::all_of(
             getUsedValues(op),
             [&](Value used) {
               Operation *by = used.getDefiningOp();
               return given.contains(used) || (by && members.contains(by)) ||
                      isOwn(used, depth + 1);
             });
}

/// Returns true if the value is, or is computed from, a result of a member. It
/// cannot be an input then, as inputs are computed before the group.
bool ValueFinder::comesFromMembers(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || members.contains(op) || !isRematerializable(op))
    return op && members.contains(op);
  auto [found, isNew] = readsMembers.try_emplace(op, false);
  if (!isNew)
    return found->second;
  bool reads = llvm::any_of(getUsedValues(op),
                            [&](Value used) { return comesFromMembers(used); });
  return readsMembers[op] = reads;
}

/// Adds a free value that a member reads: as an op that the group recomputes,
/// or as an input. Filled tensors are always recomputed, from numbers that
/// become inputs if necessary.
void ValueFinder::use(Value value) {
  Operation *op = value.getDefiningOp();
  if (op && (members.contains(op) || own.contains(op)))
    return;
  bool isFilled = op && isRematerializable(op) && !isNumber(value);
  if (!isFilled && !isOwn(value) && !comesFromMembers(value)) {
    given.insert(value);
    return;
  }
  for (Value used : getUsedValues(op))
    use(used);
  own.insert(op);
}

/// Returns true if `user` is outside of the group. An op that the group
/// recomputes is also outside if its result is needed there.
bool ValueFinder::isOutside(Operation *user) {
  if (members.contains(user))
    return false;
  if (!own.contains(user))
    return true;
  if (auto found = usedOutside.find(user); found != usedOutside.end())
    return found->second;
  bool isUsed = llvm::any_of(user->getUsers(),
                             [&](Operation *next) { return isOutside(next); });
  return usedOutside[user] = isUsed;
}

/// Returns true if `a` is defined before `b`: in an outer region, or earlier in
/// the same block.
static bool standsBefore(Value a, Value b) {
  auto placeOf = [](Value value) {
    unsigned depth = 0;
    for (Operation *op = value.getParentBlock()->getParentOp(); op;
         op = op->getParentOp())
      ++depth;
    return std::make_pair(depth, !isa<BlockArgument>(value));
  };
  if (placeOf(a) != placeOf(b))
    return placeOf(a) < placeOf(b);
  if (auto argument = dyn_cast<BlockArgument>(a))
    return argument.getArgNumber() < cast<BlockArgument>(b).getArgNumber();
  auto first = cast<OpResult>(a), second = cast<OpResult>(b);
  return first.getOwner() == second.getOwner()
             ? first.getResultNumber() < second.getResultNumber()
             : first.getOwner()->isBeforeInBlock(second.getOwner());
}

GroupValues ValueFinder::find() {
  SmallVector<Value> free;
  for (Operation *op : ops)
    for (Value value : getUsedValues(op)) {
      Operation *by = value.getDefiningOp();
      if (by && isRematerializable(by) && !members.contains(by))
        free.push_back(value);
      else if (!by || !members.contains(by))
        given.insert(value);
    }
  // Done after all inputs are known: a size of an input is recomputed from it.
  for (Value value : free)
    use(value);
  GroupValues border;
  border.own.assign(own.begin(), own.end());
  border.given.assign(given.begin(), given.end());
  // A value that equals another one, as a barrier's result does, is sorted like
  // that one.
  auto firstOf = [](Value value) {
    for (Operation *by; (by = value.getDefiningOp());) {
      Value same = getSameOperand(by);
      if (!same)
        break;
      value = same;
    }
    return value;
  };
  llvm::sort(border.given, [&](Value a, Value b) {
    Value first = firstOf(a), second = firstOf(b);
    return first == second ? standsBefore(a, b) : standsBefore(first, second);
  });
  for (Operation *op : ops)
    for (Value result : op->getResults())
      if (llvm::any_of(result.getUsers(),
                       [&](Operation *user) { return isOutside(user); }))
        border.results.push_back(result);
  return border;
}

GroupValues findGroupValues(ArrayRef<Operation *> ops) {
  return ValueFinder(ops).find();
}

} // namespace ag
