//===- StreamAccumulators.cpp - accumulators of a stream ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/StreamAccumulators.h"
#include "ag/Phases/Common/LongSums.h"
#include "ag/Support/Forms/FormReductions.h"
#include "ag/Support/Forms/FormWalk.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Returns those terms of the moved accumulator that contain its value before
/// the tile, with the excess in place of that value.
static Form getMovedExcess(FormTable &table, const FormAccumulator &own,
                           unsigned excess) {
  auto isOwn = [&](const FormAtom &atom) {
    return atom.kind == FormAtom::Input && atom.number == own.before;
  };
  SmallVector<FormTerm, 2> terms;
  for (const FormTerm &term : table.terms(own.moved))
    if (llvm::any_of(term.product, [&](const FormFactor &factor) {
          return isOwn(table.atom(factor.atom));
        }))
      terms.push_back(term);
  return replaceAtoms(table, table.make(terms),
                      [&](const FormAtom &atom) -> std::optional<Form> {
                        if (!isOwn(atom))
                          return std::nullopt;
                        return table.element(excess, atom.operands);
                      });
}

/// Returns true if every term that is added is a product of which no factor
/// depends on all loops, as in a contraction.
static bool addsProducts(const FormTable &table, const FormAccumulator &own) {
  SmallVector<unsigned> all = llvm::to_vector_of<unsigned>(own.along);
  llvm::append_range(all, own.bound);
  auto goesAlongAll = [&](const FormFactor &factor) {
    return llvm::all_of(all, [&](unsigned loop) {
      return table.atomFacts(factor.atom).dependsOn({loop});
    });
  };
  return llvm::all_of(table.terms(own.body), [&](const FormTerm &term) {
    return term.product.size() > 1 && llvm::none_of(term.product, goesAlongAll);
  });
}

/// Returns the number of tiles that plain summation may join. In Spec.md, the
/// bound for sums of products has 64 more roundings than the one for sums. With
/// at most 64 terms per tile, this suffices for 32 tiles, each of which
/// rescales and adds.
static int64_t countPlainTiles(const FormTable &table, const StreamPlan &plan,
                               const FormAccumulator &own) {
  constexpr int64_t blockTerms = 64, productTiles = 32;
  return plan.streamed.tile <= blockTerms && addsProducts(table, own)
             ? productTiles
             : groupBlocks;
}

SmallVector<StreamSum> findLongSums(FormTable &table, const StreamPlan &plan,
                                    OpFoldResult size) {
  SmallVector<StreamSum> sums;
  std::optional<int64_t> length = getConstantIntValue(size);
  for (auto [number, own] : llvm::enumerate(plan.accumulators)) {
    if (own.combiner != Primitive::Add || table.number(own.body) == 0.0)
      continue;
    int64_t plain = countPlainTiles(table, plan, own) * plan.streamed.tile;
    if (length && *length <= plain)
      continue;
    unsigned excess = table.addInput();
    Form moved = getMovedExcess(table, own, excess);
    if (table.number(moved) != 0.0)
      sums.push_back({unsigned(number), excess, moved});
  }
  return sums;
}

static bool reads(const FormTable &table, Form form, unsigned input) {
  return hasAtom(table, {form}, [&](const FormAtom &atom) {
    return atom.kind == FormAtom::Input && atom.number == input;
  });
}

bool isRead(const FormTable &table, ArrayRef<FormAccumulator> later,
            const FormAccumulator &own) {
  return llvm::any_of(later, [&](const FormAccumulator &other) {
    return reads(table, other.body, own.now) ||
           reads(table, other.moved, own.now);
  });
}

bool isRead(const FormTable &table, ArrayRef<FormAtLoops> results,
            const FormAccumulator &own) {
  return llvm::any_of(results, [&](const FormAtLoops &result) {
    return reads(table, result.form, own.now);
  });
}

/// Returns the tensor of what `compute` makes of each element.
static Value
computeElements(OpBuilder &builder, Location loc, Value tensor,
                llvm::function_ref<Value(OpBuilder &, Value)> compute) {
  auto type = cast<RankedTensorType>(tensor.getType());
  AffineMap map =
      builder.getMultiDimIdentityMap(static_cast<unsigned>(type.getRank()));
  SmallVector<utils::IteratorType> iterators(type.getRank(),
                                             utils::IteratorType::parallel);
  Value empty = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, tensor),
      type.getElementType());
  auto op = linalg::GenericOp::create(
      builder, loc, type, tensor, empty, ArrayRef{map, map}, iterators,
      [&](OpBuilder &nested, Location loc, ValueRange elements) {
        linalg::YieldOp::create(nested, loc, compute(nested, elements[0]));
      });
  return op.getResult(0);
}

static Value makeConstant(OpBuilder &builder, Location loc, FloatType type,
                          const APFloat &value) {
  return arith::ConstantOp::create(builder, loc,
                                   builder.getFloatAttr(type, value));
}

Value limitAnchor(OpBuilder &builder, Location loc, Value anchor,
                  double start) {
  auto type = cast<FloatType>(getElementTypeOrSelf(anchor));
  APFloat greatest = APFloat::getLargest(type.getFloatSemantics(),
                                         /*Negative=*/start > 0);
  return computeElements(
      builder, loc, anchor, [&](OpBuilder &nested, Value element) -> Value {
        Value limit = makeConstant(nested, loc, type, greatest);
        if (start < 0)
          return arith::MinimumFOp::create(nested, loc, element, limit);
        return arith::MaximumFOp::create(nested, loc, element, limit);
      });
}

Value guardAnchor(OpBuilder &builder, Location loc, Value anchor,
                  double start) {
  auto type = cast<FloatType>(getElementTypeOrSelf(anchor));
  const llvm::fltSemantics &semantics = type.getFloatSemantics();
  return computeElements(
      builder, loc, anchor, [&](OpBuilder &nested, Value element) -> Value {
        Value isStart = arith::CmpFOp::create(
            nested, loc, arith::CmpFPredicate::OEQ, element,
            makeConstant(nested, loc, type,
                         APFloat::getInf(semantics, /*Negative=*/start < 0)));
        return arith::SelectOp::create(
            nested, loc, isStart,
            makeConstant(nested, loc, type, APFloat::getZero(semantics)),
            element);
      });
}

} // namespace ag
