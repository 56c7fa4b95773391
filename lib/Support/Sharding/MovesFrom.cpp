//===- MovesFrom.cpp - all moves from a state -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "MovesFrom.h"
#include "llvm/ADT/STLExtras.h"

using llvm::ArrayRef;

namespace ag {

/// Calls `take` with each ordered list that extends `list` by axes of `pool`.
/// `take` returns whether extensions of its argument are of interest.
static void forEachList(ArrayRef<unsigned> pool, AxisList &list,
                        llvm::function_ref<bool(const AxisList &)> take) {
  for (unsigned axis : pool) {
    if (llvm::is_contained(list, axis))
      continue;
    list.push_back(axis);
    if (take(list))
      forEachList(pool, list, take);
    list.pop_back();
  }
}

static void forEachSubset(ArrayRef<unsigned> pool,
                          llvm::function_ref<void(const AxisList &)> take) {
  for (uint64_t bits = 1; bits < uint64_t(1) << pool.size(); ++bits) {
    AxisList subset;
    for (const auto &[place, axis] : llvm::enumerate(pool))
      if (bits >> place & 1)
        subset.push_back(axis);
    take(subset);
  }
}

/// Returns the axes of `list` that are in `axes`, in the order of `list`.
static AxisList common(AxisList list, ArrayRef<unsigned> axes) {
  llvm::erase_if(
      list, [&](unsigned axis) { return !llvm::is_contained(axes, axis); });
  return list;
}

static void removeAll(AxisList &list, ArrayRef<unsigned> axes) {
  llvm::erase_if(list,
                 [&](unsigned axis) { return llvm::is_contained(axes, axis); });
}

static void removePartial(ShardState &state, ArrayRef<unsigned> axes) {
  removeAll(state.partial, axes);
  if (state.partial.empty())
    state.monoid.reset();
}

namespace {
/// Enumerates the moves from one state; each method takes those of some kinds.
class MovesOfState {
public:
  MovesOfState(const ShardState &state, const Mesh &mesh,
               const MoveSpace &space, llvm::function_ref<void(ShardMove)> take)
      : state(state), mesh(mesh), space(space), take(take),
        copied(common(copiedAxes(state, mesh), space.axes)),
        partial(common(state.partial, space.axes)) {}

  void split();
  void makePartial();
  void reduce();
  void takeSuffixes();
  void permute();

private:
  bool maySplit(unsigned dim, ArrayRef<unsigned> axes) const;
  bool isBehindTwin(unsigned dim) const;
  void takeSuffix(unsigned dim, const AxisList &axes);
  void fillDim(unsigned dim, int64_t parts);
  void fillPartial(ArrayRef<unsigned> pool, int64_t parts);
  void emitPermute();
  int64_t partsToFill(unsigned dim) const;

  const ShardState &state;
  const Mesh &mesh;
  const MoveSpace &space;
  llvm::function_ref<void(ShardMove)> take;
  /// The axes with copies and the partial axes that may move.
  AxisList copied, partial;
  /// The target of a permute, as far as it is chosen.
  ShardState filled;
};
} // namespace

/// Returns true if an earlier dimension is interchangeable with `dim`.
bool MovesOfState::isBehindTwin(unsigned dim) const {
  if (space.spare.empty() || !space.spare.test(dim) || !state.dims[dim].empty())
    return false;
  for (unsigned twin : space.spare.set_bits())
    if (twin < dim && state.dims[twin].empty() &&
        space.quanta[twin] == space.quanta[dim])
      return true;
  return false;
}

bool MovesOfState::maySplit(unsigned dim, ArrayRef<unsigned> axes) const {
  int64_t parts = mesh.getSize(state.dims[dim]) * mesh.getSize(axes);
  return space.quanta[dim] % parts == 0 && !isBehindTwin(dim);
}

void MovesOfState::split() {
  for (unsigned dim = 0; dim < state.dims.size(); ++dim) {
    AxisList list;
    forEachList(copied, list, [&](const AxisList &axes) {
      if (!maySplit(dim, axes))
        return false;
      ShardState after = state;
      after.dims[dim].append(axes);
      take({MoveKind::Slice, axes, std::nullopt, dim, std::move(after)});
      return true;
    });
  }
}

void MovesOfState::makePartial() {
  std::optional<Monoid> monoid = state.monoid ? state.monoid : space.toPartial;
  if (!monoid)
    return;
  forEachSubset(copied, [&](const AxisList &axes) {
    ShardState after = state;
    after.partial.append(axes);
    llvm::sort(after.partial);
    after.monoid = monoid;
    take({MoveKind::ToPartial, axes, std::nullopt, std::nullopt,
          std::move(after)});
  });
}

void MovesOfState::reduce() {
  forEachSubset(partial, [&](const AxisList &axes) {
    ShardState after = state;
    removePartial(after, axes);
    take({MoveKind::AllReduce, axes, std::nullopt, std::nullopt,
          std::move(after)});
  });
  for (unsigned dim = 0; dim < state.dims.size(); ++dim) {
    AxisList list;
    forEachList(partial, list, [&](const AxisList &axes) {
      if (!maySplit(dim, axes))
        return false;
      ShardState after = state;
      removePartial(after, axes);
      after.dims[dim].append(axes);
      take(
          {MoveKind::ReduceScatter, axes, std::nullopt, dim, std::move(after)});
      return true;
    });
  }
}

void MovesOfState::takeSuffix(unsigned dim, const AxisList &axes) {
  ShardState without = state;
  without.dims[dim].pop_back_n(axes.size());
  for (unsigned target = 0; target < state.dims.size(); ++target) {
    if (target == dim || !maySplit(target, axes))
      continue;
    ShardState after = without;
    after.dims[target].append(axes);
    take({MoveKind::AllToAll, axes, dim, target, std::move(after)});
  }
  take({MoveKind::AllGather, axes, dim, std::nullopt, std::move(without)});
}

void MovesOfState::takeSuffixes() {
  for (unsigned dim = 0; dim < state.dims.size(); ++dim) {
    ArrayRef<unsigned> axes = state.dims[dim];
    for (size_t count = 1; count <= axes.size(); ++count) {
      ArrayRef<unsigned> suffix = axes.take_back(count);
      if (!llvm::is_contained(space.axes, suffix.front()))
        break;
      takeSuffix(dim, AxisList(suffix));
    }
  }
}

int64_t MovesOfState::partsToFill(unsigned dim) const {
  return mesh.getSize(common(state.dims[dim], space.axes));
}

/// Enumerates lists of axes that give each dimension its former number of
/// parts.
void MovesOfState::permute() {
  filled = state;
  for (AxisList &axes : filled.dims)
    removeAll(axes, space.axes);
  removeAll(filled.partial, space.axes);
  if (state.dims.empty())
    fillPartial(space.axes, mesh.getSize(partial));
  else
    fillDim(0, partsToFill(0));
}

void MovesOfState::fillDim(unsigned dim, int64_t parts) {
  AxisList free = common(copiedAxes(filled, mesh), space.axes);
  if (parts == 1) {
    if (dim + 1 < state.dims.size())
      fillDim(dim + 1, partsToFill(dim + 1));
    else
      fillPartial(free, mesh.getSize(partial));
    return;
  }
  for (unsigned axis : free) {
    int64_t size = mesh.getAxes()[axis].size;
    if (parts % size != 0)
      continue;
    filled.dims[dim].push_back(axis);
    fillDim(dim, parts / size);
    filled.dims[dim].pop_back();
  }
}

void MovesOfState::fillPartial(ArrayRef<unsigned> pool, int64_t parts) {
  if (parts == 1)
    return emitPermute();
  for (const auto &[place, axis] : llvm::enumerate(pool)) {
    int64_t size = mesh.getAxes()[axis].size;
    if (parts % size != 0)
      continue;
    filled.partial.push_back(axis);
    fillPartial(pool.drop_front(place + 1), parts / size);
    filled.partial.pop_back();
  }
}

void MovesOfState::emitPermute() {
  ShardState after = filled;
  llvm::sort(after.partial);
  if (AxisList moved = movedAxes(state, after, mesh); !moved.empty())
    take({MoveKind::Permute, std::move(moved), std::nullopt, std::nullopt,
          std::move(after)});
}

void forEachMove(const ShardState &state, const Mesh &mesh,
                 const MoveSpace &space,
                 llvm::function_ref<void(ShardMove)> take) {
  MovesOfState moves(state, mesh, space, take);
  moves.split();
  moves.makePartial();
  moves.takeSuffixes();
  moves.reduce();
  moves.permute();
}

} // namespace ag
