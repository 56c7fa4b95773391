//===- FormTiles.cpp - forms computed on tiles ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/FormTiles.h"
#include "Common/Streams/FormScalars.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormPrint.h"
#include "ag/Support/Forms/FormReductions.h"
#include "ag/Support/Forms/FormWalk.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include <limits>

using namespace mlir;

namespace ag {

using Loops = ArrayRef<unsigned>;

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

bool FormTiles::isSingle(unsigned loop) {
  auto step = steps.find(table.loops().dimensionOf(loop));
  return step != steps.end() && step->second.isSingle;
}

SmallVector<unsigned> FormTiles::orderLoops(Loops loops) {
  SmallVector<unsigned> ordered;
  for (unsigned loop : loops)
    if (!isSingle(loop))
      ordered.push_back(loop);
  auto rankOf = [&](unsigned loop) {
    const auto *place = llvm::find(order, table.loops().dimensionOf(loop));
    return std::make_pair(place - order.begin(), loop);
  };
  llvm::sort(ordered,
             [&](unsigned a, unsigned b) { return rankOf(a) < rankOf(b); });
  return ordered;
}

SmallVector<OpFoldResult> FormTiles::getSizes(Loops loops) {
  return llvm::map_to_vector(loops, [&](unsigned loop) {
    return steps.at(table.loops().dimensionOf(loop)).tile.size;
  });
}

void FormTiles::setSize(unsigned dimension, OpFoldResult size) {
  sizes[dimension] = size;
  steps[dimension] = {{builder.getIndexAttr(0), size}, false};
  wholes.insert(dimension);
}

void FormTiles::setStep(unsigned dimension, StreamStep step) {
  steps[dimension] = step;
  wholes.erase(dimension);
}

/// Returns the loop's index in the body of a generic over `loops`.
Value FormTiles::getIndexOf(unsigned loop, Loops loops, OpBuilder &builder) {
  const StreamStep &step = steps.at(table.loops().dimensionOf(loop));
  const auto *place = llvm::find(loops, loop);
  Value offset =
      getValueOrCreateConstantIndexOp(builder, loc, step.tile.offset);
  if (step.isSingle)
    return offset;
  if (place == loops.end())
    return nullptr;
  Value index = linalg::IndexOp::create(builder, loc,
                                        std::distance(loops.begin(), place));
  return builder.createOrFold<arith::AddIOp>(loc, index, offset);
}

Value FormTiles::getSizeOf(unsigned dimension, OpBuilder &builder) {
  auto whole = sizes.find(dimension);
  return whole == sizes.end()
             ? Value()
             : getValueOrCreateConstantIndexOp(builder, loc, whole->second);
}

LogicalResult FormTiles::refuse(const Twine &why) {
  if (reason.empty())
    reason = why.str();
  return failure();
}

//===----------------------------------------------------------------------===//
// Scopes
//===----------------------------------------------------------------------===//

void FormTiles::setTile(unsigned input, FormTile tile) {
  tiles[input] = std::move(tile);
  scopes.back().inputs.insert(input);
}

void FormTiles::setCentre(const FormCentre &centre) {
  centres.insert_or_assign(centre.input, centre);
}

void FormTiles::enter(Operation *loop, unsigned dimension) {
  scopes.push_back({true, loop, dimension, {}, {}});
}

void FormTiles::leave() { scopes.pop_back(); }

bool FormTiles::isInLoop(Form form) {
  const Scope &scope = scopes.back();
  if (!scope.isStep)
    return false;
  auto isOf = [&](const FormAtom &atom) {
    if (atom.kind == FormAtom::Index)
      return table.loops().dimensionOf(atom.number) == scope.dimension;
    if (atom.kind != FormAtom::Input)
      return false;
    auto centre = centres.find(atom.number);
    return scope.inputs.count(atom.number) != 0 ||
           (centre != centres.end() && isInLoop(centre->second.value));
  };
  return hasAtom(table, {form}, isOf);
}

/// Shares the factors of contractions, and the expensive atoms that occur in
/// several accumulators.
void FormTiles::share(ArrayRef<FormAccumulator> accumulators) {
  sharedForms.clear();
  sharedAtoms.clear();
  std::set<Form> roots;
  for (const FormAccumulator &own : accumulators) {
    roots.insert(own.body);
    roots.insert(own.moved);
    if (own.combiner != Primitive::Add)
      continue;
    Form rest = own.body;
    for (const Product &product : splitProducts(own.body, rest)) {
      roots.erase(own.body);
      for (const Factors &factor : product) {
        roots.insert(factor.form);
        sharedForms.insert(factor.form.number);
      }
    }
  }
  std::map<unsigned, unsigned> counts;
  for (Form root : roots) {
    std::set<unsigned> seen;
    walkAtoms(table, {root}, [&](const FormAtom &atom) {
      if (atom.kind == FormAtom::Exp || atom.kind == FormAtom::Log ||
          atom.kind == FormAtom::Apply)
        seen.insert(table.make(atom).number);
    });
    for (unsigned form : seen)
      if (++counts[form] == 2)
        sharedAtoms.insert(*table.singleAtom(Form{form}));
  }
}

//===----------------------------------------------------------------------===//
// Tiles of forms
//===----------------------------------------------------------------------===//

FailureOr<FormTile> FormTiles::make(Form form) {
  bool isHere = isInLoop(form) || scopes.size() == 1;
  Scope &scope = isHere ? scopes.back() : scopes.front();
  auto found = scope.made.find(form.number);
  if (found != scope.made.end())
    return found->second;
  OpBuilder::InsertPoint here = builder.saveInsertionPoint();
  SmallVector<Scope, 2> inner;
  if (!isHere) {
    if (Operation *loop = scopes.back().loop)
      builder.setInsertionPoint(loop);
    inner.push_back(scopes.pop_back_val());
  }
  FailureOr<FormTile> tile = makeHere(form);
  if (succeeded(tile))
    scopes.back().made.insert({form.number, *tile});
  if (!isHere) {
    if (inner.front().loop)
      builder.restoreInsertionPoint(here);
    scopes.push_back(std::move(inner.front()));
  }
  return tile;
}

FailureOr<FormTile> FormTiles::makeHere(Form form) {
  std::optional<unsigned> single = table.singleAtom(form);
  if (single)
    switch (table.atom(*single).kind) {
    case FormAtom::Input:
    case FormAtom::Reduction:
      return makeLeaf(*single);
    default:
      break;
    }
  SmallVector<unsigned> loops = orderLoops(table.facts(form).loops);
  FailureOr<FormTile> made = makeElements(form, loops, type);
  return made;
}

FailureOr<FormTile> FormTiles::makeElements(Form form, Loops loops,
                                            Type element) {
  Leaves leaves;
  std::optional<unsigned> single = table.singleAtom(form);
  bool isRead = single && (table.atom(*single).kind == FormAtom::Input ||
                           table.atom(*single).kind == FormAtom::Reduction);
  if (failed(collect(form, loops, leaves, isRead ? std::nullopt : single)))
    return failure();
  Value start = tensor::EmptyOp::create(builder, loc, getSizes(loops), element);
  FailureOr<Value> made =
      makeGeneric(form, loops, leaves, start, std::nullopt, {});
  if (failed(made))
    return failure();
  return FormTile{*made, SmallVector<unsigned>(loops)};
}

FailureOr<FormTile> FormTiles::makeMoved(Form form, Loops loops) {
  guardsDivisions = true;
  FailureOr<FormTile> made = makeElements(form, loops, type);
  guardsDivisions = false;
  return made;
}

FormTile FormTiles::fill(double value, Loops loops) {
  SmallVector<unsigned> ordered = orderLoops(loops);
  Value start = tensor::EmptyOp::create(builder, loc, getSizes(ordered), type);
  Value number = arith::ConstantOp::create(builder, loc,
                                           builder.getFloatAttr(type, value));
  return {linalg::FillOp::create(builder, loc, number, start).getResult(0),
          ordered};
}

/// Returns true if the atom is read from a tile. Inputs and reductions are, and
/// so are expensive atoms that are shared or depend on fewer than `loops`.
bool FormTiles::isLeaf(unsigned number, Loops loops) {
  const FormAtom &atom = table.atom(number);
  switch (atom.kind) {
  case FormAtom::Input:
  case FormAtom::Reduction:
    return true;
  case FormAtom::Exp:
  case FormAtom::Log:
  case FormAtom::Apply: {
    if (table.atomFacts(number).isWhole)
      return false;
    if (sharedAtoms.count(number))
      return true;
    SmallVector<unsigned> own = orderLoops(table.atomFacts(number).loops);
    return own.size() < loops.size();
  }
  default:
    return false;
  }
}

/// Emits the tiles that the form reads over `loops`. The atom `root`, which is
/// being computed, is not among them.
LogicalResult FormTiles::collect(Form form, Loops loops, Leaves &leaves,
                                 std::optional<unsigned> root) {
  for (const FormTerm &term : SmallVector<FormTerm>(table.terms(form)))
    for (const FormFactor &factor : term.product) {
      if (factor.atom != root && isLeaf(factor.atom, loops)) {
        if (leaves.contains(factor.atom))
          continue;
        FailureOr<FormTile> leaf =
            make(table.make(FormAtom(table.atom(factor.atom))));
        if (failed(leaf))
          return failure();
        leaves.insert({factor.atom, *leaf});
        continue;
      }
      for (Form operand :
           SmallVector<Form>(ArrayRef(table.atom(factor.atom).operands)))
        if (failed(collect(operand, loops, leaves)))
          return failure();
    }
  return success();
}

FailureOr<FormTile> FormTiles::makeLeaf(unsigned number) {
  const FormAtom atom = table.atom(number);
  if (atom.kind == FormAtom::Reduction)
    return makeReduction(number);
  auto centre = centres.find(atom.number);
  if (centre != centres.end())
    return makeCentred(number, centre->second);
  auto tile = tiles.find(atom.number);
  if (tile != tiles.end()) {
    // The tile is read with the loops of these indices instead of its own.
    FormTile read{tile->second.tensor, {}};
    SmallVector<unsigned> own;
    for (Form index : atom.operands) {
      std::optional<unsigned> single = table.singleAtom(index);
      if (!single || table.atom(*single).kind != FormAtom::Index)
        return refuse(printAtom(table, number) + " is of another tile");
      own.push_back(table.atom(*single).number);
    }
    for (unsigned loop : tile->second.loops) {
      auto *same = llvm::find_if(own, [&](unsigned other) {
        return table.loops().dimensionOf(other) ==
               table.loops().dimensionOf(loop);
      });
      if (same == own.end())
        return refuse(printAtom(table, number) + " is of another tile");
      read.loops.push_back(*same);
    }
    return read;
  }
  auto tensor = tensors.find(atom.number);
  FailureOr<FormTile> part = failure();
  if (tensor != tensors.end())
    part = cut(atom, tensor->second);
  if (failed(part))
    return refuse(printAtom(table, number) + " is no part of a tensor");
  return part;
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

double findNeutral(Primitive combiner) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return combiner == Primitive::Add   ? 0
         : combiner == Primitive::Max ? -infinity
                                      : infinity;
}

static Value emitCombiner(Primitive combiner, bool countsNumbers,
                          OpBuilder &builder, Location loc, Value a, Value b) {
  if (combiner == Primitive::Add)
    return arith::AddFOp::create(builder, loc, a, b);
  if (combiner == Primitive::Max)
    return countsNumbers
               ? arith::MaxNumFOp::create(builder, loc, a, b).getResult()
               : arith::MaximumFOp::create(builder, loc, a, b).getResult();
  return countsNumbers
             ? arith::MinNumFOp::create(builder, loc, a, b).getResult()
             : arith::MinimumFOp::create(builder, loc, a, b).getResult();
}

/// Emits a generic that computes the form for each value of the loops. It
/// combines the values over `bound` with `start`, or overwrites `start` if
/// there is no combiner.
FailureOr<Value> FormTiles::makeGeneric(Form form, Loops loops,
                                        const Leaves &leaves, Value start,
                                        std::optional<Primitive> combiner,
                                        Loops bound) {
  SmallVector<Value> operands;
  SmallVector<AffineMap> maps;
  SmallVector<AffineExpr> made;
  SmallVector<utils::IteratorType> iterators;
  for (auto [place, loop] : llvm::enumerate(loops)) {
    bool isBound = llvm::is_contained(bound, loop);
    iterators.push_back(isBound ? utils::IteratorType::reduction
                                : utils::IteratorType::parallel);
    if (!isBound)
      made.push_back(builder.getAffineDimExpr(place));
  }
  for (const auto &[atom, tile] : leaves) {
    SmallVector<AffineExpr> places;
    for (unsigned loop : tile.loops) {
      const auto *place = llvm::find(loops, loop);
      if (place == loops.end())
        return refuse(printAtom(table, atom) + " has a loop of its own");
      places.push_back(
          builder.getAffineDimExpr(std::distance(loops.begin(), place)));
    }
    operands.push_back(tile.tensor);
    maps.push_back(
        AffineMap::get(loops.size(), 0, places, builder.getContext()));
  }
  maps.push_back(AffineMap::get(loops.size(), 0, made, builder.getContext()));
  bool isMade = true;
  auto op = linalg::GenericOp::create(
      builder, loc, start.getType(), operands, start, maps, iterators,
      [&](OpBuilder &nested, Location loc, ValueRange elements) {
        auto getElement = [&](unsigned atom) -> Value {
          const auto *found = leaves.find(atom);
          return found == leaves.end() ? Value()
                                       : elements[found - leaves.begin()];
        };
        auto getIndex = [&](unsigned loop) {
          return getIndexOf(loop, loops, nested);
        };
        auto getSize = [&](unsigned dimension) {
          return getSizeOf(dimension, nested);
        };
        FormScalars scalars(table, type, nested, loc,
                            {getElement, getIndex, getSize}, guardsDivisions);
        Value value = scalars.compute(form);
        isMade = static_cast<bool>(value);
        Value old = elements.back();
        if (isMade && combiner)
          value =
              emitCombiner(*combiner, countsNumbers, nested, loc, old, value);
        else if (isMade && old.getType() != type)
          value = arith::TruncFOp::create(nested, loc, old.getType(), value);
        linalg::YieldOp::create(nested, loc, isMade ? value : old);
      });
  if (!isMade)
    return refuse("no op computes " + print(table, form));
  return op.getResult(0);
}

} // namespace ag
