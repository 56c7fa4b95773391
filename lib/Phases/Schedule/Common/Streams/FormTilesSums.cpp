//===- FormTilesSums.cpp - sums and products of tiles ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When is a sum of products a contraction? If its factors fall into two sets
// that each lack a loop of the other. A factor joins the set that has all of
// its loops:
//
//   sum over j of [i >= j] * e^s[i, j] * v[j, e]
//
// The remaining terms of a sum, and every maximum, are combined element by
// element.
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/FormTiles.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormPrint.h"
#include "ag/Support/Forms/FormReductions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/SaveAndRestore.h"
#include <limits>

using namespace mlir;

namespace ag {

using Loops = ArrayRef<unsigned>;

/// Emits a reduction over loops whose steps cover their dimension completely.
FailureOr<FormTile> FormTiles::makeReduction(unsigned number) {
  const FormAtom atom = table.atom(number);
  Primitive combiner = table.reduction(atom.number).combiner;
  OpenReduction opened = open(table, atom);
  for (unsigned loop : opened.loops)
    if (!wholes.count(table.loops().dimensionOf(loop)))
      return refuse(printAtom(table, number) + " goes over more than a tile");
  if (combiner != Primitive::Add && combiner != Primitive::Max &&
      combiner != Primitive::Min)
    return refuse(printAtom(table, number) + " is no sum or maximum");
  return combine(combiner, opened.body, opened.loops,
                 fill(findNeutral(combiner), atom.loops));
}

/// Returns true if each of the loops indexes one of the tiles.
bool FormTiles::haveLoops(const Leaves &leaves, Loops loops) {
  return llvm::all_of(loops, [&](unsigned loop) {
    return llvm::any_of(leaves, [&](const auto &leaf) {
      return llvm::is_contained(leaf.second.loops, loop);
    });
  });
}

FailureOr<FormTile> FormTiles::combine(Primitive combiner, Form body,
                                       Loops bound, FormTile start) {
  SmallVector<unsigned> loops(start.loops);
  llvm::append_range(loops, orderLoops(bound));
  Form left = body;
  if (combiner == Primitive::Add) {
    for (const Product &product : splitProducts(body, left)) {
      FailureOr<FormTile> next = multiply(product, bound, start);
      if (failed(next))
        return failure();
      start = *next;
    }
    if (table.number(left) == 0.0)
      return start;
  }
  Leaves leaves;
  SmallVector<unsigned> along(orderLoops(bound));
  if (combiner == Primitive::Add)
    left = multiplyBySizes(left, along);
  llvm::erase_if(along, [&](unsigned loop) {
    return !table.facts(left).dependsOn({loop});
  });
  loops = start.loops;
  llvm::append_range(loops, along);
  bool isThere = sharedForms.count(left.number);
  if (!isThere && failed(collect(left, loops, leaves)))
    return failure();
  if (isThere || !haveLoops(leaves, along)) {
    // The form has a tile, or will have one. If it depends on indices alone, no
    // operand determines the extents of the loops. It is read as a new input.
    leaves.clear();
    FailureOr<FormTile> made = make(left);
    if (failed(made))
      return failure();
    SmallVector<Form> indices;
    for (unsigned loop : made->loops)
      indices.push_back(table.index(loop));
    left = table.element(table.addInput(), indices);
    leaves.insert({*table.singleAtom(left), *made});
  }
  FailureOr<Value> made =
      makeGeneric(left, loops, leaves, start.tensor, combiner, along);
  if (failed(made))
    return failure();
  return FormTile{*made, start.loops};
}

/// Combines in registers that start from the neutral element, then combines the
/// result with `start`.
FailureOr<FormTile> FormTiles::combineNumbers(Primitive combiner, Form body,
                                              Loops bound,
                                              const FormTile &start) {
  llvm::SaveAndRestore counting(countsNumbers, true);
  FailureOr<FormTile> made =
      combine(combiner, body, bound, fill(findNeutral(combiner), start.loops));
  if (failed(made))
    return failure();
  SmallVector<Form> indices;
  for (unsigned loop : made->loops)
    indices.push_back(table.index(loop));
  Form own = table.element(table.addInput(), indices);
  Leaves leaves;
  leaves.insert({*table.singleAtom(own), *made});
  FailureOr<Value> joined = makeGeneric(own, start.loops, leaves, start.tensor,
                                        combiner, /*bound=*/{});
  if (failed(joined))
    return failure();
  return FormTile{*joined, start.loops};
}

/// Multiplies the body by the sizes of the loops in `bound` that it does not
/// depend on, as a sum over such a loop would.
Form FormTiles::multiplyBySizes(Form body, Loops bound) {
  for (unsigned loop : bound) {
    if (table.facts(body).dependsOn({loop}))
      continue;
    OpFoldResult size = steps.at(table.loops().dimensionOf(loop)).tile.size;
    if (std::optional<int64_t> number = getConstantIntValue(size)) {
      body = scale(table, body, static_cast<double>(*number));
      continue;
    }
    Value whole = arith::IndexCastOp::create(builder, loc, builder.getI64Type(),
                                             cast<Value>(size));
    Value number = arith::SIToFPOp::create(builder, loc, type, whole);
    Value tensor = tensor::FromElementsOp::create(
        builder, loc, RankedTensorType::get({}, type), number);
    Form count = table.element(table.addInput(), {});
    setTile(table.atom(*table.singleAtom(count)).number, {tensor, {}});
    body = ag::multiply(table, body, count);
  }
  return body;
}

/// Splits the term into two factors that each lack a loop of the other. A
/// factor joins the side that has all of its loops. Returns std::nullopt if
/// that does not give two sides.
std::optional<FormTiles::Product>
FormTiles::splitProduct(const FormTerm &term) {
  SmallVector<Factors> parts;
  auto contains = [](Loops all, Loops some) {
    return llvm::all_of(
        some, [&](unsigned loop) { return llvm::is_contained(all, loop); });
  };
  SmallVector<std::pair<SmallVector<unsigned>, FormFactor>> factors;
  for (const FormFactor &factor : term.product)
    factors.push_back({orderLoops(table.atomFacts(factor.atom).loops), factor});
  llvm::sort(factors, [](const auto &a, const auto &b) {
    return a.first.size() != b.first.size() ? a.first.size() > b.first.size()
                                            : a.second < b.second;
  });
  SmallVector<FormTerm> terms;
  for (const auto &entry : factors) {
    Loops own = entry.first;
    auto *home = llvm::find_if(
        parts, [&](const Factors &part) { return contains(part.loops, own); });
    if (home == parts.end()) {
      parts.push_back({Form{0}, SmallVector<unsigned>(own)});
      terms.push_back({1.0, {entry.second}});
    } else {
      terms[home - parts.begin()].product.push_back(entry.second);
    }
  }
  if (parts.size() != 2)
    return std::nullopt;
  terms.front().coefficient = term.coefficient;
  Product both;
  for (unsigned side = 0; side < 2; ++side) {
    llvm::sort(terms[side].product);
    both[side] = {table.make({terms[side]}), parts[side].loops};
  }
  return both;
}

/// Merges x v + y v into (x + y) v. Returns false if no factor is common.
bool FormTiles::joinProduct(Product &product, const Product &other) {
  for (unsigned own : {0, 1})
    for (unsigned same : {0, 1}) {
      if (product[own].form != other[same].form)
        continue;
      Factors &rest = product[1 - own];
      rest.form = add(table, rest.form, other[1 - same].form);
      rest.loops = orderLoops(table.facts(rest.form).loops);
      return true;
    }
  return false;
}

/// Returns the contractions of a sum. Sets `rest` to its other terms.
SmallVector<FormTiles::Product> FormTiles::splitProducts(Form body,
                                                         Form &rest) {
  SmallVector<Product> products;
  SmallVector<FormTerm, 2> left;
  for (const FormTerm &term : SmallVector<FormTerm>(table.terms(body))) {
    std::optional<Product> product = splitProduct(term);
    if (!product)
      left.push_back(term);
    else if (llvm::none_of(products, [&](Product &other) {
               return joinProduct(other, *product);
             }))
      products.push_back(*product);
  }
  rest = table.make(left);
  return products;
}

FailureOr<FormTile> FormTiles::multiply(const Product &factors, Loops bound,
                                        FormTile start) {
  SmallVector<unsigned> loops(start.loops);
  llvm::append_range(loops, orderLoops(bound));
  auto mapOf = [&](Loops own) {
    SmallVector<AffineExpr> places;
    for (unsigned loop : own)
      places.push_back(builder.getAffineDimExpr(
          std::distance(loops.begin(), llvm::find(loops, loop))));
    return AffineMap::get(loops.size(), 0, places, builder.getContext());
  };
  SmallVector<Value> operands;
  SmallVector<AffineMap> maps;
  for (const Factors &factor : factors) {
    FailureOr<FormTile> made = make(factor.form);
    if (failed(made))
      return failure();
    operands.push_back(made->tensor);
    maps.push_back(mapOf(made->loops));
  }
  // The operand that the first dimension of the result indexes comes first.
  if (!start.loops.empty() &&
      !llvm::is_contained(factors.front().loops, start.loops.front())) {
    std::swap(operands[0], operands[1]);
    std::swap(maps[0], maps[1]);
  }
  maps.push_back(mapOf(start.loops));
  SmallVector<utils::IteratorType> iterators(loops.size(),
                                             utils::IteratorType::reduction);
  std::fill_n(iterators.begin(), start.loops.size(),
              utils::IteratorType::parallel);
  auto op = linalg::GenericOp::create(
      builder, loc, start.tensor.getType(), operands, start.tensor, maps,
      iterators, [&](OpBuilder &nested, Location loc, ValueRange elements) {
        auto widen = [&](Value element) -> Value {
          return element.getType() == type
                     ? element
                     : arith::ExtFOp::create(nested, loc, type, element);
        };
        Value product = arith::MulFOp::create(nested, loc, widen(elements[0]),
                                              widen(elements[1]));
        Value sum = arith::AddFOp::create(nested, loc, elements[2], product);
        linalg::YieldOp::create(nested, loc, sum);
      });
  return FormTile{op.getResult(0), start.loops};
}

} // namespace ag
