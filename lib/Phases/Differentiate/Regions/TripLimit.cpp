//===- TripLimit.cpp - the most iterations of a while loop ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/TripLimit.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {
namespace {
/// The primitive that computes an integer from two others.
struct Applied {
  Primitive primitive;
  Value left, right;
};

/// A demand that `value` is less than `bound`.
struct Limited {
  Value value;
  int64_t bound;
};
} // namespace

/// Returns the primitive of an op of arith on integers.
static std::optional<Primitive> findScalarPrimitive(Operation *op) {
  if (isa<arith::AddIOp>(op))
    return Primitive::Add;
  if (isa<arith::AndIOp>(op))
    return Primitive::And;
  auto compared = dyn_cast<arith::CmpIOp>(op);
  if (!compared)
    return std::nullopt;
  switch (compared.getPredicate()) {
  case arith::CmpIPredicate::slt:
    return Primitive::Lt;
  case arith::CmpIPredicate::sle:
    return Primitive::Le;
  case arith::CmpIPredicate::sgt:
    return Primitive::Gt;
  case arith::CmpIPredicate::sge:
    return Primitive::Ge;
  default:
    return std::nullopt;
  }
}

/// Returns the tensor of rank 0 that `value` is extracted from, else `value`.
static Value skipExtract(Value value) {
  auto extract = value.getDefiningOp<tensor::ExtractOp>();
  return extract && extract.getIndices().empty() ? extract.getTensor() : value;
}

/// Reads a number, or a tensor of rank 0.
static std::optional<Applied> readApplied(Value value) {
  value = skipExtract(value);
  Operation *op = value.getDefiningOp();
  if (!op)
    return std::nullopt;
  if (!isa<ShapedType>(value.getType())) {
    std::optional<Primitive> primitive = findScalarPrimitive(op);
    return primitive ? std::optional(Applied{*primitive, op->getOperand(0),
                                             op->getOperand(1)})
                     : std::nullopt;
  }
  auto stated = dyn_cast<StructuredOpInterface>(op);
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!stated || !type || type.getRank() != 0)
    return std::nullopt;
  Spec spec = stated.getSpec();
  if (!spec.loops.empty() || spec.combiner || spec.body.results().size() != 1)
    return std::nullopt;
  ArrayRef<ScalarNode> nodes = spec.body.nodes();
  const ScalarNode &node = nodes[spec.body.results().front()];
  if (node.kind != ScalarNode::Apply || getArity(node.primitive) != 2)
    return std::nullopt;
  SmallVector<Value> operands = stated.getSpecOperands();
  auto read = [&](unsigned number) {
    const ScalarNode &from = nodes[number];
    return from.kind == ScalarNode::Input
               ? operands[spec.inputs[from.position].operand]
               : Value();
  };
  Applied applied{node.primitive, read(node.operands[0]),
                  read(node.operands[1])};
  return applied.left && applied.right ? std::optional(applied) : std::nullopt;
}

static std::optional<int64_t> readConstant(Value value) {
  APInt number;
  if (matchPattern(value, m_ConstantInt(&number)) &&
      number.getSignificantBits() <= 64)
    return number.getSExtValue();
  return std::nullopt;
}

/// Returns the demand that an integer is less than a constant, or at most that.
static std::optional<Limited> readLimited(Applied compared) {
  bool isAtMost = compared.primitive == Primitive::Le ||
                  compared.primitive == Primitive::Ge;
  bool isGreater = compared.primitive == Primitive::Gt ||
                   compared.primitive == Primitive::Ge;
  if (!isAtMost && !isGreater && compared.primitive != Primitive::Lt)
    return std::nullopt;
  if (isGreater)
    std::swap(compared.left, compared.right);
  std::optional<int64_t> bound = readConstant(compared.right);
  int64_t end;
  if (!bound || llvm::AddOverflow<int64_t>(*bound, isAtMost, end))
    return std::nullopt;
  return Limited{compared.left, end};
}

std::optional<int64_t> findStep(BlockArgument before, scf::WhileOp loop) {
  ValueRange forwarded = loop.getConditionOp().getArgs();
  auto found = llvm::find(forwarded, before);
  std::optional<Applied> next =
      readApplied(loop.getYieldOp().getOperand(before.getArgNumber()));
  if (found == forwarded.end() || !next || next->primitive != Primitive::Add)
    return std::nullopt;
  Value own = loop.getAfterArguments()[std::distance(forwarded.begin(), found)];
  if (next->left != own)
    std::swap(next->left, next->right);
  std::optional<int64_t> step = readConstant(next->right);
  return next->left == own && step && *step > 0 ? step : std::nullopt;
}

/// Returns a number that the trip count does not exceed while `limited` holds.
/// The integer must not wrap before it reaches the bound.
static std::optional<int64_t> countTrips(const Limited &limited,
                                         scf::WhileOp loop) {
  auto before = dyn_cast<BlockArgument>(skipExtract(limited.value));
  if (!before || before.getOwner() != loop.getBeforeBody())
    return std::nullopt;
  Type element = getElementTypeOrSelf(before.getType());
  if (!element.isIndex() && !element.isSignlessInteger())
    return std::nullopt;
  std::optional<int64_t> first =
      readConstant(loop.getInits()[before.getArgNumber()]);
  std::optional<int64_t> step = findStep(before, loop);
  unsigned width = element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
  int64_t end;
  if (!first || *first < 0 || !step || width > 64 ||
      llvm::AddOverflow(limited.bound, *step, end) || !llvm::isIntN(width, end))
    return std::nullopt;
  return *first >= limited.bound
             ? 0
             : llvm::divideCeilSigned(limited.bound - *first, *step);
}

std::optional<int64_t> findTripLimit(scf::WhileOp loop) {
  llvm::SetVector<Value> demands;
  demands.insert(loop.getConditionOp().getCondition());
  std::optional<int64_t> least;
  for (size_t next = 0; next < demands.size(); ++next) {
    std::optional<Applied> demand = readApplied(demands[next]);
    if (!demand)
      continue;
    bool isBoth = demand->primitive == Primitive::And ||
                  demand->primitive == Primitive::Min ||
                  demand->primitive == Primitive::Mul;
    if (isBoth && getElementTypeOrSelf(demand->left.getType()).isInteger(1)) {
      demands.insert(demand->left);
      demands.insert(demand->right);
      continue;
    }
    std::optional<Limited> limited = readLimited(*demand);
    std::optional<int64_t> trips =
        limited ? countTrips(*limited, loop) : std::nullopt;
    if (trips)
      least = std::min(least.value_or(*trips), *trips);
  }
  return least;
}

} // namespace ag
