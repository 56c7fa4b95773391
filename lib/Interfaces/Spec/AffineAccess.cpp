//===- AffineAccess.cpp - the numbers that affine maps name ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec/AffineAccess.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

static std::optional<int64_t> evaluateBinary(AffineExprKind kind, int64_t a,
                                             int64_t b) {
  int64_t result;
  switch (kind) {
  case AffineExprKind::Add:
    return llvm::AddOverflow(a, b, result) ? std::nullopt
                                           : std::optional(result);
  case AffineExprKind::Mul:
    return llvm::MulOverflow(a, b, result) ? std::nullopt
                                           : std::optional(result);
  default:
    break;
  }
  if (b < 1)
    return std::nullopt;
  if (kind == AffineExprKind::Mod)
    return llvm::mod(a, b);
  return kind == AffineExprKind::FloorDiv ? llvm::divideFloorSigned(a, b)
                                          : llvm::divideCeilSigned(a, b);
}

std::optional<int64_t> evaluateAffine(AffineExpr expr, ArrayRef<int64_t> dims,
                                      ArrayRef<int64_t> symbols) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue();
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return dims[dim.getPosition()];
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return symbols[symbol.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expr);
  auto a = evaluateAffine(binary.getLHS(), dims, symbols);
  auto b = evaluateAffine(binary.getRHS(), dims, symbols);
  if (!a || !b)
    return std::nullopt;
  return evaluateBinary(expr.getKind(), *a, *b);
}

namespace {
struct LinearForm {
  int64_t base = 0;
  SmallVector<int64_t> strides;
};
} // namespace

/// Adds `weight` times `expr` to `form`. Returns false if it is not linear or
/// overflows.
static bool accumulate(AffineExpr expr, int64_t weight,
                       ArrayRef<int64_t> symbols, LinearForm &form) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    int64_t &stride = form.strides[dim.getPosition()];
    return !llvm::AddOverflow(stride, weight, stride);
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (binary && expr.getKind() == AffineExprKind::Add)
    return accumulate(binary.getLHS(), weight, symbols, form) &&
           accumulate(binary.getRHS(), weight, symbols, form);
  if (binary && expr.getKind() == AffineExprKind::Mul &&
      binary.getRHS().isSymbolicOrConstant()) {
    auto factor = evaluateAffine(binary.getRHS(), {}, symbols);
    return factor && !llvm::MulOverflow(weight, *factor, weight) &&
           accumulate(binary.getLHS(), weight, symbols, form);
  }
  if (!expr.isSymbolicOrConstant())
    return false;
  auto value = evaluateAffine(expr, {}, symbols);
  return value && !llvm::MulOverflow(weight, *value, *value) &&
         !llvm::AddOverflow(form.base, *value, form.base);
}

/// Returns the minimum and maximum of a form over non-empty loops.
static std::optional<std::pair<int64_t, int64_t>>
rangeOf(const LinearForm &form, ArrayRef<int64_t> extents) {
  int64_t lowest = form.base, highest = form.base;
  for (auto [stride, extent] : llvm::zip_equal(form.strides, extents)) {
    int64_t span;
    if (llvm::MulOverflow(stride, extent - 1, span))
      return std::nullopt;
    int64_t &end = span < 0 ? lowest : highest;
    if (llvm::AddOverflow(end, span, end))
      return std::nullopt;
  }
  return std::make_pair(lowest, highest);
}

/// Returns true if nothing is accessed along a dimension, because one of the
/// loops that index it has no iterations. Other loops do not matter: each
/// dimension of an access has to be within bounds, even next to an empty one.
static bool isEmpty(const LinearForm &form, ArrayRef<int64_t> extents) {
  bool isUsed = false;
  for (auto [stride, extent] : llvm::zip_equal(form.strides, extents)) {
    if (stride != 0 && extent == 0)
      return true;
    isUsed |= stride != 0;
  }
  return !isUsed && llvm::is_contained(extents, 0);
}

llvm::Error AffineAccess::outside(int64_t dim, int64_t lowest,
                                  int64_t highest) const {
  std::string places =
      lowest == highest
          ? llvm::formatv("position {0} is", lowest).str()
          : llvm::formatv("positions {0} to {1} are", lowest, highest).str();
  return llvm::createStringError(
      llvm::formatv("[bounds] {0} asked for in dimension {1} of {2}, which has "
                    "size {3}",
                    places, dim, what, shape[dim]));
}

/// Adds the contribution of dimension `dim`, in which positions are `weight`
/// elements apart.
llvm::Error AffineAccess::addLinear(AffineExpr expr, int64_t dim,
                                    int64_t weight, ArrayRef<int64_t> extents) {
  LinearForm form;
  form.strides.assign(extents.size(), 0);
  auto range = accumulate(expr, 1, symbols, form) ? rangeOf(form, extents)
                                                  : std::nullopt;
  if (!range) {
    linear = false;
    return llvm::Error::success();
  }
  if (range->first < 0 || range->second >= shape[dim])
    return isEmpty(form, extents) ? llvm::Error::success()
                                  : outside(dim, range->first, range->second);
  // Positions within the tensor cannot overflow. A loop of one iteration does
  // not move the position and may have any stride.
  base += form.base * weight;
  for (auto [total, stride, extent] :
       llvm::zip_equal(strides, form.strides, extents))
    total += extent > 1 ? stride * weight : 0;
  return llvm::Error::success();
}

llvm::Expected<AffineAccess> AffineAccess::create(AffineMap map,
                                                  ArrayRef<int64_t> symbols,
                                                  ArrayRef<int64_t> shape,
                                                  ArrayRef<int64_t> extents,
                                                  StringRef what) {
  AffineAccess access;
  access.map = map;
  access.symbols.assign(symbols.begin(), symbols.end());
  access.shape.assign(shape.begin(), shape.end());
  access.strides.assign(extents.size(), 0);
  access.what = what.str();
  int64_t weight = 1;
  for (unsigned dim = map.getNumResults(); dim-- > 0;) {
    if (llvm::Error error =
            access.addLinear(map.getResult(dim), dim, weight, extents))
      return error;
    weight *= shape[dim];
  }
  return access;
}

llvm::Expected<int64_t> AffineAccess::position(ArrayRef<int64_t> point) const {
  if (linear)
    return linearPosition(point);
  int64_t result = 0;
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    auto place = evaluateAffine(expr, point, symbols);
    if (!place)
      return llvm::createStringError(llvm::formatv(
          "[bounds] the position in dimension {0} of {1} is not a "
          "number of 64 bits",
          dim, what));
    if (*place < 0 || *place >= shape[dim])
      return outside(dim, *place, *place);
    result = result * shape[dim] + *place;
  }
  return result;
}

} // namespace ag
