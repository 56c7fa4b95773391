//===- Diagonals.cpp - results along diagonals ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Diagonals.h"
#include "ResultMaps.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"

using namespace mlir;

namespace ag {

static bool isDiagonal(const SpecResult &result) {
  return !result.initOperand && isPlaced(result.map, /*isAlone=*/false) &&
         !isPlaced(result.map, /*isAlone=*/true);
}

/// Returns the Spec of one result.
static Spec restrictTo(const Spec &spec, unsigned number) {
  Spec one = spec;
  one.results = {spec.results[number]};
  one.body = extractResults(spec.body, number);
  one.inputs.clear();
  for (unsigned input : findReadInputs(spec.body, number))
    one.inputs.push_back(spec.inputs[input]);
  return one;
}

/// Gives each dimension of the only result a loop of its own.
static void separateDiagonal(Spec &spec) {
  SpecResult &result = spec.results.front();
  ScalarProgram body;
  SmallVector<Expr> inputs;
  for (ScalarType type : spec.body.inputTypes())
    inputs.push_back(body.input(type));
  Expr value = inlineProgram(spec.body, body, inputs).front();
  Expr rest = isFloat(result.type)
                  ? body.floatConstant(result.init.f, result.type)
                  : body.intConstant(result.init.i, result.type);
  llvm::SmallDenseSet<unsigned> used;
  SmallVector<AffineExpr> places;
  for (auto [dim, expr] : llvm::enumerate(result.map.getResults())) {
    std::optional<unsigned> loop = matchLinear(result.map, dim)->getOnlyLoop();
    if (!loop || used.insert(*loop).second) {
      places.push_back(expr);
      continue;
    }
    unsigned own = spec.loops.size();
    spec.loops.push_back(Extent(spec.loops[*loop]));
    places.push_back(expr.replace(getAffineDimExpr(*loop, expr.getContext()),
                                  getAffineDimExpr(own, expr.getContext())));
    value = select(compare(Primitive::Eq, body.index(*loop), body.index(own)),
                   value, rest);
  }
  body.yield(value);
  spec.body = std::move(body);
  auto takeLoops = [&](ArrayRef<AffineExpr> exprs) {
    return AffineMap::get(spec.loops.size(), spec.symbols.size(), exprs,
                          result.map.getContext());
  };
  for (SpecInput &input : spec.inputs)
    input.map = takeLoops(input.map.getResults());
  // A dimension that was as long as its loop still is.
  result.map = takeLoops(places);
}

SmallVector<Spec, 0> separateDiagonals(const Spec &spec) {
  SmallVector<Spec, 0> specs;
  if (spec.combiner || llvm::none_of(spec.results, isDiagonal))
    return specs;
  for (auto [number, result] : llvm::enumerate(spec.results)) {
    specs.push_back(restrictTo(spec, number));
    if (isDiagonal(result))
      separateDiagonal(specs.back());
  }
  return specs;
}

} // namespace ag
