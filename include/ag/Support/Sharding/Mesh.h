//===- Mesh.h - ranks in a grid of named axes -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ranks run a program, how are they arranged, and which communicate?
//
// Ranks are numbered through a grid; the first axis varies slowest:
//
//   dp = 2, tp = 3       tp 0  1  2
//               dp 0:       0  1  2       groups along tp: {0 1 2} {3 4 5}
//               dp 1:       3  4  5       groups along dp: {0 3} {1 4} {2 5}
//
// A collective along some axes runs in each group of ranks that differ in these
// axes only. The index of a rank in its group counts through the axes in the
// order of the list, major first: along [tp, dp], rank 5 has the index 2 * 2 +
// 1.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_MESH_H
#define AG_SUPPORT_SHARDING_MESH_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace ag {

/// The link between the ranks along an axis.
struct MeshLink {
  /// Seconds until an empty message has arrived; 0 or more.
  double latency;
  /// Bytes that a rank sends per second; more than 0.
  double bandwidth;

  bool operator==(const MeshLink &other) const {
    return latency == other.latency && bandwidth == other.bandwidth;
  }
};

struct MeshAxis {
  std::string name;
  /// 1 or more.
  int64_t size;
  /// std::nullopt for the default link, which connects the ranks' machines.
  std::optional<MeshLink> link = std::nullopt;
};

/// Axes are numbered from 0. A list of axes has each axis at most once.
class Mesh {
public:
  static constexpr int64_t mostRanks = 65'536;

  /// Returns an error if an axis has no name, the name of another axis, a size
  /// below 1 or an invalid link, or if the mesh has more than `mostRanks`
  /// ranks.
  static llvm::Expected<Mesh> get(std::vector<MeshAxis> axes);

  /// Returns a copy of this mesh in which `link` is the default for axes
  /// without a link of their own.
  Mesh withDefaultLink(MeshLink link) const;

  llvm::ArrayRef<MeshAxis> getAxes() const { return axes; }
  std::optional<unsigned> findAxis(llvm::StringRef name) const;
  int64_t getNumRanks() const { return numRanks; }

  /// Returns the number of ranks in a group along `along`.
  int64_t getSize(llvm::ArrayRef<unsigned> along) const;
  /// Returns the coordinate of a rank along one axis.
  int64_t getCoordinate(int64_t rank, unsigned axis) const;
  /// Returns the rank whose coordinate along `axis` is `coordinate`, and whose
  /// other coordinates are those of `rank`.
  int64_t withCoordinate(int64_t rank, unsigned axis, int64_t coordinate) const;
  /// Returns the index of the rank in its group, from 0 to getSize(along) - 1.
  int64_t getIndex(int64_t rank, llvm::ArrayRef<unsigned> along) const;
  /// Returns the groups, sorted by first rank; in each, ranks are sorted by
  /// index.
  std::vector<std::vector<int64_t>>
  getGroups(llvm::ArrayRef<unsigned> along) const;
  /// Returns the highest latency and the lowest bandwidth among `along`. Each
  /// of these axes must have a link, or the mesh a default link.
  MeshLink getSlowestLink(llvm::ArrayRef<unsigned> along) const;

private:
  explicit Mesh(std::vector<MeshAxis> axes);

  std::vector<MeshAxis> axes;
  std::optional<MeshLink> defaultLink;
  /// For each axis, the difference between the numbers of neighbouring ranks.
  std::vector<int64_t> strides;
  int64_t numRanks = 1;
};

} // namespace ag

#endif // AG_SUPPORT_SHARDING_MESH_H
