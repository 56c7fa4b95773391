//===- Mesh.cpp - ranks in a grid of named axes ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/Mesh.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <cmath>

using llvm::ArrayRef;
using llvm::Error;
using llvm::Twine;

namespace ag {

static Error checkMeshAxis(const MeshAxis &axis) {
  auto error = [&](const Twine &what) {
    return llvm::createStringError("axis '" + axis.name + "' has " + what);
  };
  if (axis.size < 1)
    return error("the size " + Twine(axis.size) + "; expected 1 or more");
  if (!axis.link)
    return Error::success();
  if (!std::isfinite(axis.link->latency) || axis.link->latency < 0)
    return error("no latency; expected seconds, 0 or more");
  if (!std::isfinite(axis.link->bandwidth) || axis.link->bandwidth <= 0)
    return error("no bandwidth; expected bytes a second, more than 0");
  return Error::success();
}

llvm::Expected<Mesh> Mesh::get(std::vector<MeshAxis> axes) {
  llvm::StringSet<> names;
  int64_t ranks = 1;
  for (const auto &[number, axis] : llvm::enumerate(axes)) {
    if (axis.name.empty())
      return llvm::createStringError("axis " + Twine(number) + " has no name");
    if (!names.insert(axis.name).second)
      return llvm::createStringError("two axes '" + axis.name + "'");
    if (Error error = checkMeshAxis(axis))
      return std::move(error);
    ranks = times(ranks, axis.size);
  }
  if (ranks > mostRanks)
    return llvm::createStringError("a mesh of more than " + Twine(mostRanks) +
                                   " ranks");
  return Mesh(std::move(axes));
}

Mesh::Mesh(std::vector<MeshAxis> given)
    : axes(std::move(given)), strides(axes.size()) {
  for (auto [axis, stride] : llvm::reverse(llvm::zip_equal(axes, strides))) {
    stride = numRanks;
    numRanks *= axis.size;
  }
}

Mesh Mesh::withDefaultLink(MeshLink link) const {
  Mesh mesh = *this;
  mesh.defaultLink = link;
  return mesh;
}

std::optional<unsigned> Mesh::findAxis(llvm::StringRef name) const {
  const auto *found = llvm::find_if(
      getAxes(), [&](const MeshAxis &axis) { return axis.name == name; });
  if (found == getAxes().end())
    return std::nullopt;
  return found - getAxes().begin();
}

int64_t Mesh::getSize(ArrayRef<unsigned> along) const {
  int64_t size = 1;
  for (unsigned axis : along)
    size *= axes[axis].size;
  return size;
}

int64_t Mesh::getCoordinate(int64_t rank, unsigned axis) const {
  return rank / strides[axis] % axes[axis].size;
}

int64_t Mesh::withCoordinate(int64_t rank, unsigned axis,
                             int64_t coordinate) const {
  return rank + (coordinate - getCoordinate(rank, axis)) * strides[axis];
}

int64_t Mesh::getIndex(int64_t rank, ArrayRef<unsigned> along) const {
  int64_t index = 0;
  for (unsigned axis : along)
    index = index * axes[axis].size + getCoordinate(rank, axis);
  return index;
}

std::vector<std::vector<int64_t>>
Mesh::getGroups(ArrayRef<unsigned> along) const {
  // The offsets of the ranks of a group from the group's first rank.
  std::vector<int64_t> steps = {0};
  for (unsigned axis : along) {
    std::vector<int64_t> longer;
    for (int64_t step : steps)
      for (int64_t at = 0; at < axes[axis].size; ++at)
        longer.push_back(step + at * strides[axis]);
    steps = std::move(longer);
  }
  std::vector<std::vector<int64_t>> groups;
  for (int64_t first = 0; first < numRanks; ++first)
    if (getIndex(first, along) == 0) {
      groups.emplace_back(steps);
      for (int64_t &rank : groups.back())
        rank += first;
    }
  return groups;
}

MeshLink Mesh::getSlowestLink(ArrayRef<unsigned> along) const {
  MeshLink slowest = {0, INFINITY};
  for (unsigned axis : along) {
    const std::optional<MeshLink> &own = axes[axis].link;
    const MeshLink &link = own ? *own : defaultLink.value();
    slowest.latency = std::max(slowest.latency, link.latency);
    slowest.bandwidth = std::min(slowest.bandwidth, link.bandwidth);
  }
  return slowest;
}

} // namespace ag
