//===- ShardState.cpp - how a tensor lies on a mesh -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardState.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/ADT/StringExtras.h"
#include <tuple>

using llvm::ArrayRef;
using llvm::Error;
using llvm::Twine;

namespace ag {

llvm::StringRef spell(Monoid monoid) {
  constexpr llvm::StringLiteral names[] = {"sum", "product", "max", "min"};
  return names[static_cast<unsigned>(monoid)];
}

bool ShardState::operator<(const ShardState &other) const {
  return std::tie(dims, partial, monoid) <
         std::tie(other.dims, other.partial, other.monoid);
}

llvm::hash_code hashOf(const ShardState &state) {
  llvm::hash_code hash = llvm::hash_combine_range(state.partial);
  for (ArrayRef<unsigned> axes : state.dims)
    hash = llvm::hash_combine(hash, llvm::hash_combine_range(axes));
  return llvm::hash_combine(hash, state.monoid);
}

ShardState wholeState(unsigned rank) {
  ShardState state;
  state.dims.resize(rank);
  return state;
}

std::string spell(const ShardState &state, const Mesh &mesh) {
  auto spellAxes = [&](ArrayRef<unsigned> axes) {
    auto names = llvm::map_range(
        axes, [&](unsigned axis) { return mesh.getAxes()[axis].name; });
    return "{" + llvm::join(names, ", ") + "}";
  };
  std::string text =
      "[" + llvm::join(llvm::map_range(state.dims, spellAxes), ", ") + "]";
  if (state.monoid)
    text += " " + spell(*state.monoid).str() + spellAxes(state.partial);
  return text;
}

Error checkState(const ShardState &state, const Mesh &mesh) {
  llvm::SmallBitVector seen(mesh.getAxes().size());
  auto checkAxes = [&](ArrayRef<unsigned> axes) -> Error {
    for (unsigned axis : axes) {
      if (axis >= seen.size())
        return llvm::createStringError("axis " + Twine(axis) +
                                       "; expected one below " +
                                       Twine(seen.size()));
      if (seen.test(axis))
        return llvm::createStringError("axis '" + mesh.getAxes()[axis].name +
                                       "' stands twice");
      seen.set(axis);
    }
    return Error::success();
  };
  for (ArrayRef<unsigned> axes : state.dims)
    if (Error error = checkAxes(axes))
      return error;
  if (Error error = checkAxes(state.partial))
    return error;
  if (!llvm::is_sorted(state.partial))
    return llvm::createStringError("partial axes are not in order");
  if (state.monoid && state.partial.empty())
    return llvm::createStringError(spell(*state.monoid) + " of no axes");
  if (!state.monoid && !state.partial.empty())
    return llvm::createStringError("partial axes have no monoid");
  return Error::success();
}

AxisList copiedAxes(const ShardState &state, const Mesh &mesh) {
  AxisList copied;
  for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis)
    if (!llvm::is_contained(state.partial, axis) &&
        llvm::none_of(state.dims, [&](ArrayRef<unsigned> axes) {
          return llvm::is_contained(axes, axis);
        }))
      copied.push_back(axis);
  return copied;
}

int64_t StoredDim::getStoredSize() const {
  return times(size / quantum + (size % quantum != 0), quantum);
}

static Error checkStoredDim(unsigned number, StoredDim dim, int64_t parts) {
  if (dim.size < 0)
    return llvm::createStringError("dimension " + Twine(number) +
                                   " has the size " + Twine(dim.size));
  if (dim.quantum < 1 || dim.quantum % parts != 0)
    return llvm::createStringError(
        "dimension " + Twine(number) + " has the quantum " +
        Twine(dim.quantum) + "; expected a multiple of its " + Twine(parts) +
        (parts == 1 ? " part" : " parts"));
  return Error::success();
}

Error checkStored(const ShardState &state, const Mesh &mesh,
                  ArrayRef<StoredDim> shape) {
  if (Error error = checkState(state, mesh))
    return error;
  if (state.dims.size() != shape.size())
    return llvm::createStringError("a state of " + Twine(state.dims.size()) +
                                   " dimensions for a shape of " +
                                   Twine(shape.size()));
  int64_t stored = 1;
  for (const auto &[number, dim] : llvm::enumerate(shape)) {
    if (Error error =
            checkStoredDim(number, dim, mesh.getSize(state.dims[number])))
      return error;
    // Checks each dimension by itself, too, if another one has no elements.
    stored = times(stored, std::max<int64_t>(dim.getStoredSize(), 1));
  }
  if (stored == INT64_MAX)
    return llvm::createStringError("a storage of 2^63 elements or more");
  return Error::success();
}

llvm::SmallVector<int64_t, 4> localSizes(const ShardState &state,
                                         const Mesh &mesh,
                                         ArrayRef<StoredDim> shape) {
  llvm::SmallVector<int64_t, 4> sizes;
  for (const auto &[axes, dim] : llvm::zip_equal(state.dims, shape))
    sizes.push_back(dim.getStoredSize() / mesh.getSize(axes));
  return sizes;
}

DimBlock blockOf(int64_t rank, ArrayRef<unsigned> axes, const Mesh &mesh,
                 StoredDim dim) {
  int64_t size = dim.getStoredSize() / mesh.getSize(axes);
  int64_t offset = mesh.getIndex(rank, axes) * size;
  return {offset, size, std::clamp<int64_t>(dim.size - offset, 0, size)};
}

} // namespace ag
