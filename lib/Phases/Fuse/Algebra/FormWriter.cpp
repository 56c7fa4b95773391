//===- FormWriter.cpp - forms as ops --------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Algebra/FormWriter.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Support/Forms/FormReductions.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

using Loops = ArrayRef<unsigned>;

namespace {
/// Builds the Spec of a product of elements. Its operands are the tensors of
/// these elements, and determine the extents of its loops.
class ProductWriter {
public:
  ProductWriter(GroupForms &forms, ScalarType type, Loops loops)
      : forms(forms), type(type), loops(loops), extents(loops.size()) {}

  /// Adds a power of an element. Returns false if that cannot be written.
  bool add(const FormAtom &atom, double exponent);
  /// Adds a value as a factor, which is indexed by the loops `along`.
  void add(Value value, Loops along);
  /// Returns the Spec of the product, summed over the loops after the first
  /// `kept`. Returns std::nullopt if an extent is not known.
  std::optional<Spec> finish(double coefficient, size_t kept,
                             MLIRContext *context) const;
  ValueRange getOperands() const { return operands; }

private:
  struct Factor {
    SmallVector<size_t> places;
    bool divides;
  };

  std::optional<size_t> placeOf(unsigned loop) const;
  std::optional<size_t> findPlace(Form index, ArrayRef<size_t> taken) const;
  bool isAsLong(unsigned loop, Value value, unsigned dim) const;
  void add(Value value, ArrayRef<size_t> places, bool divides);

  GroupForms &forms;
  ScalarType type;
  Loops loops;
  SmallVector<std::optional<Extent>> extents;
  SmallVector<Value> operands;
  SmallVector<Factor> factors;
};
} // namespace

std::optional<size_t> ProductWriter::placeOf(unsigned loop) const {
  const auto *found = llvm::find(loops, loop);
  return found == loops.end() ? std::nullopt
                              : std::optional<size_t>(found - loops.begin());
}

void ProductWriter::add(Value value, ArrayRef<size_t> places, bool divides) {
  for (auto [dim, place] : llvm::enumerate(places))
    if (!extents[place])
      extents[place] = Extent::dimension(operands.size(), dim);
  operands.push_back(value);
  factors.push_back({llvm::to_vector(places), divides});
}

void ProductWriter::add(Value value, Loops along) {
  add(value,
      llvm::map_to_vector(along, [&](unsigned loop) { return *placeOf(loop); }),
      /*divides=*/false);
}

/// Returns true if the loop has one iteration only, so that its index is 0.
static bool isUnit(const FormTable &table, unsigned loop) {
  return table.loops().sizeOf(table.loops().dimensionOf(loop)) == 1;
}

/// Returns the position of the loop whose index is `index`. For the index 0,
/// returns the first loop of one iteration that is not in `taken`. Returns
/// std::nullopt if there is no such loop.
std::optional<size_t> ProductWriter::findPlace(Form index,
                                               ArrayRef<size_t> taken) const {
  const FormTable &table = forms.getTable();
  if (table.number(index) == 0.0) {
    for (size_t place = 0; place < loops.size(); ++place)
      if (isUnit(table, loops[place]) && !llvm::is_contained(taken, place))
        return place;
    return std::nullopt;
  }
  std::optional<unsigned> single = table.singleAtom(index);
  bool isLoop = single && table.atom(*single).kind == FormAtom::Index;
  return isLoop ? placeOf(table.atom(*single).number) : std::nullopt;
}

/// Returns true if the loop has the extent of the dimension, because the
/// product's loops iterate over complete dimensions.
bool ProductWriter::isAsLong(unsigned loop, Value value, unsigned dim) const {
  const FormTable &table = forms.getTable();
  if (isUnit(table, loop))
    return cast<RankedTensorType>(value.getType()).getDimSize(dim) == 1;
  return forms.getLoops().isAsLong(table.loops().dimensionOf(loop), value, dim);
}

bool ProductWriter::add(const FormAtom &atom, double exponent) {
  if (atom.kind != FormAtom::Input || std::abs(exponent) != 1.0)
    return false;
  Value value = forms.getInput(atom.number);
  if (!value || getScalarType(getElementTypeOrSelf(value.getType())) != type)
    return false;
  SmallVector<size_t> places;
  for (auto [dim, index] : llvm::enumerate(atom.operands)) {
    std::optional<size_t> place = findPlace(index, places);
    if (!place || !isAsLong(loops[*place], value, dim))
      return false;
    places.push_back(*place);
  }
  add(value, places, exponent < 0);
  return true;
}

std::optional<Spec> ProductWriter::finish(double coefficient, size_t kept,
                                          MLIRContext *context) const {
  if (operands.empty())
    return std::nullopt;
  Spec spec;
  for (auto [loop, extent] : llvm::zip_equal(loops, extents)) {
    if (!extent && !isUnit(forms.getTable(), loop))
      return std::nullopt;
    spec.loops.push_back(extent.value_or(Extent::number(1)));
  }
  ScalarProgram &body = spec.body;
  std::optional<Expr> product;
  if (coefficient != 1.0 || factors.front().divides)
    product = body.floatConstant(coefficient, type);
  for (auto [number, factor] : llvm::enumerate(factors)) {
    SmallVector<AffineExpr> exprs =
        llvm::map_to_vector(factor.places, [&](size_t place) {
          return getAffineDimExpr(place, context);
        });
    spec.inputs.push_back(
        {unsigned(number), AffineMap::get(loops.size(), 0, exprs, context)});
    Expr own = body.input(type);
    product = !product ? own : factor.divides ? *product / own : *product * own;
  }
  body.yield(*product);
  bool isSum = kept < loops.size();
  ScalarType accumulator = isSum ? getAccumulatorType(type) : type;
  // AffineMap::getMajorSubMap returns a null map for no results.
  AffineMap all = AffineMap::getMultiDimIdentityMap(loops.size(), context);
  AffineMap place = AffineMap::get(loops.size(), /*symbolCount=*/0,
                                   all.getResults().take_front(kept), context);
  spec.results.push_back({place, type, accumulator, floatCell(0.0)});
  if (isSum)
    spec.combiner = binaryProgram(Primitive::Add, accumulator);
  return spec;
}

/// Moves the only sum of `term` to `sum`. Returns false if the term has several
/// sums, or another reduction.
static bool takeSum(const FormTable &table, FormTerm &term,
                    std::optional<FormAtom> &sum) {
  for (const FormFactor &factor : FormProduct(term.product)) {
    const FormAtom &atom = table.atom(factor.atom);
    if (atom.kind != FormAtom::Reduction)
      continue;
    bool isSum = table.reduction(atom.number).combiner == Primitive::Add;
    if (sum || !isSum || factor.exponent != 1)
      return false;
    sum = atom;
    llvm::erase(term.product, factor);
  }
  return true;
}

Value writeForm(GroupForms &forms, const FormAtLoops &form, ScalarType type,
                Vocabulary vocabulary, OpBuilder &builder, Location loc) {
  FormTable &table = forms.getTable();
  if (table.terms(form.form).size() != 1 || getBitWidth(type) < 32)
    return nullptr;
  FormTerm term = table.terms(form.form).front();
  std::optional<FormAtom> sum;
  if (!takeSum(table, term, sum))
    return nullptr;
  auto addAll = [&](ProductWriter &writer, const FormTerm &of) {
    return llvm::all_of(of.product, [&](const FormFactor &factor) {
      return writer.add(table.atom(factor.atom), factor.exponent);
    });
  };
  MLIRContext *context = builder.getContext();
  ProductWriter whole(forms, type, form.loops);
  if (!sum) {
    std::optional<Spec> spec;
    if (addAll(whole, term))
      spec = whole.finish(term.coefficient, form.loops.size(), context);
    return spec
               ? writeSpec(*spec, whole.getOperands(), vocabulary, builder, loc)
                     .front()
               : nullptr;
  }
  OpenReduction inner = open(table, *sum);
  // The loops of the sum are in the order of the result's loops, with loops of
  // one iteration.
  SmallVector<unsigned> along(sum->loops.begin(), sum->loops.end());
  llvm::copy_if(form.loops, std::back_inserter(along), [&](unsigned loop) {
    return isUnit(table, loop) && !llvm::is_contained(sum->loops, loop);
  });
  llvm::sort(along, [&](unsigned a, unsigned b) {
    return llvm::find(form.loops, a) < llvm::find(form.loops, b);
  });
  SmallVector<unsigned> loops(along);
  llvm::append_range(loops, inner.loops);
  ProductWriter summed(forms, type, loops);
  if (table.terms(inner.body).size() != 1)
    return nullptr;
  FormTerm body = table.terms(inner.body).front();
  if (!addAll(summed, body))
    return nullptr;
  std::optional<Spec> sumSpec =
      summed.finish(body.coefficient, along.size(), context);
  bool isWhole =
      term.product.empty() && term.coefficient == 1.0 && along == form.loops;
  // Checks that the remaining factors can be written before writing any op.
  ProductWriter tried(forms, type, form.loops);
  if (!sumSpec || (!isWhole && !addAll(tried, term)))
    return nullptr;
  Value value =
      writeSpec(*sumSpec, summed.getOperands(), vocabulary, builder, loc)
          .front();
  if (isWhole)
    return value;
  whole.add(value, along);
  addAll(whole, term);
  std::optional<Spec> spec =
      whole.finish(term.coefficient, form.loops.size(), context);
  return spec ? writeSpec(*spec, whole.getOperands(), vocabulary, builder, loc)
                    .front()
              : nullptr;
}

Vocabulary vocabularyOf(Operation *op) {
  return isa_and_present<AGDialect>(op->getDialect()) ? Vocabulary::AG
                                                      : Vocabulary::Upstream;
}

} // namespace ag
