//===- SizeOrigins.cpp - where sizes come from ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Dialect/AG/IR/Sizes/SizeBounds.h"
#include "ag/Interfaces/BodyOp.h"

using namespace mlir;

namespace ag {

ValueBoundsConstraintSet::Variable
SizeOrigin::getVariable(MLIRContext *context) const {
  if (!value)
    return OpFoldResult(Builder(context).getIndexAttr(number));
  return isa<ShapedType>(value.getType())
             ? getSizeVariable(value, number)
             : ValueBoundsConstraintSet::Variable(value);
}

std::optional<SizeOrigin> findSource(Value tensor, int64_t dim) {
  auto op = tensor.getDefiningOp<StructuredOpInterface>();
  if (!op || !cast<ShapedType>(tensor.getType()).isDynamicDim(dim))
    return std::nullopt;
  Spec spec = op.getSpec();
  unsigned number = cast<OpResult>(tensor).getResultNumber();
  Extent extent = spec.getExtent(spec.results[number], dim);
  if (extent.kind() == Extent::Number)
    return SizeOrigin{Value(), extent.value()};
  Value operand = op->getOperand(extent.operand());
  return extent.kind() == Extent::Dimension
             ? SizeOrigin{operand, extent.value()}
             : SizeOrigin{operand};
}

/// Follows a size with `findNext` as far as possible.
SizeOrigin SizeOrigins::find(
    SizeOrigin origin, Known &known,
    llvm::function_ref<std::optional<SizeOrigin>(Value, int64_t)> findNext) {
  SmallVector<std::pair<Value, int64_t>> passed;
  while (origin.value && isa<ShapedType>(origin.value.getType())) {
    std::pair<Value, int64_t> place(origin.value, origin.number);
    auto remembered = known.find(place);
    std::optional<SizeOrigin> source =
        remembered != known.end() ? remembered->second
                                  : findNext(place.first, place.second);
    if (!source)
      break;
    passed.push_back(place);
    origin = *source;
  }
  for (const std::pair<Value, int64_t> &place : passed)
    known[place] = origin;
  return origin;
}

SizeOrigin SizeOrigins::find(Value tensor, int64_t dim) {
  return find({tensor, dim}, known, findSource);
}

SizeOrigin SizeOrigins::findThroughBodies(Value tensor, int64_t dim) {
  return find({tensor, dim}, knownThroughBodies,
              [](Value value, int64_t number) -> std::optional<SizeOrigin> {
                if (Value same = lookThroughBody(value))
                  return SizeOrigin{same, number};
                return findSource(value, number);
              });
}

//===----------------------------------------------------------------------===//
// Functions of one size
//===----------------------------------------------------------------------===//

ValueBoundsConstraintSet::Variable SizeForm::getVariable() const {
  MLIRContext *context = expr.getContext();
  if (auto number = dyn_cast<AffineConstantExpr>(expr))
    return OpFoldResult(Builder(context).getIndexAttr(number.getValue()));
  return {AffineMap::get(1, 0, expr), {origin.getVariable(context)}};
}

/// Returns the form of a size that nothing else determines.
static SizeForm beginAt(const SizeOrigin &origin, MLIRContext *context) {
  if (!origin.value)
    return {SizeOrigin(), getAffineConstantExpr(origin.number, context)};
  return {origin, getAffineDimExpr(0, context)};
}

/// Returns the number of ops in an expression.
static unsigned countOps(AffineExpr expr) {
  unsigned count = 0;
  expr.walk([&](AffineExpr part) { count += isa<AffineBinaryOpExpr>(part); });
  return count;
}

/// Returns a size as a function of the size from which its op takes it, or
/// std::nullopt if it takes it from several.
std::optional<SizeForm> SizeOrigins::findStep(const SizeOrigin &size) {
  std::optional<int64_t> dim;
  if (isa<ShapedType>(size.value.getType()))
    dim = size.number;
  std::optional<SizeBound> bound = findStatedSize(size.value, dim);
  if (!bound || bound->operands.size() > 1)
    return std::nullopt;
  AffineExpr expr = bound->map.getResult(0);
  if (bound->operands.empty())
    return SizeForm{SizeOrigin(), expr};
  auto [value, number] = bound->operands.front();
  SizeForm from =
      beginAt(number ? findThroughBodies(value, *number) : SizeOrigin{value},
              expr.getContext());
  return SizeForm{from.origin,
                  expr.replaceDimsAndSymbols(from.expr, from.expr)};
}

SizeForm SizeOrigins::findForm(Value tensor, int64_t dim) {
  // Longer expressions begin at a size on the way.
  constexpr unsigned mostOps = 32;
  SizeForm form = beginAt(findThroughBodies(tensor, dim), tensor.getContext());
  SmallVector<std::pair<Place, AffineExpr>> passed;
  while (form.origin.value) {
    Place place(form.origin.value, form.origin.number);
    if (auto known = forms.find(place); known != forms.end()) {
      form = known->second;
      break;
    }
    std::optional<SizeForm> step = findStep(form.origin);
    passed.push_back({place, step ? step->expr : form.expr});
    if (!step)
      break;
    form.origin = step->origin;
  }
  for (auto [place, expr] : llvm::reverse(passed)) {
    AffineExpr whole = simplifyAffineExpr(expr.replaceDims(form.expr),
                                          /*numDims=*/1, /*numSymbols=*/0);
    bool isForm = isa<AffineConstantExpr>(whole) ||
                  (form.origin.value && countOps(whole) <= mostOps);
    form = isForm ? SizeForm{form.origin, whole}
                  : beginAt({place.first, place.second}, whole.getContext());
    forms[place] = form;
  }
  return form;
}

FailureOr<bool> SizeOrigins::areEqual(Value a, int64_t dimA, Value b,
                                      int64_t dimB) {
  SizeForm first = findForm(a, dimA), second = findForm(b, dimB);
  if (first.origin.value == second.origin.value &&
      first.origin.number == second.origin.number && first.expr == second.expr)
    return true;
  return ValueBoundsConstraintSet::areEqual(first.getVariable(),
                                            second.getVariable());
}

} // namespace ag
