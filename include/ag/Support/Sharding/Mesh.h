//===- Mesh.h - ranks in a grid of named axes -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ranks run a program, how are they arranged, and who talks to whom?
//
// Ranks are numbered through a grid; the first axis varies slowest:
//
//   dp = 2, tp = 3       tp 0  1  2
//               dp 0:       0  1  2       groups along tp: {0 1 2} {3 4 5}
//               dp 1:       3  4  5       groups along dp: {0 3} {1 4} {2 5}
//
// A collective along some axes runs in each group of ranks that differ in these
// axes only. A rank's index in its group counts through the axes as they are
// listed, major first: along [tp, dp], rank 5 is number 2 * 2 + 1.
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

/// What joins the ranks along an axis.
struct MeshLink {
  /// Seconds until a message of no length has arrived; 0 or more.
  double latency;
  /// Bytes a second that a rank sends; more than 0.
  double bandwidth;

  bool operator==(const MeshLink &other) const {
    return latency == other.latency && bandwidth == other.bandwidth;
  }
};

struct MeshAxis {
  std::string name;
  /// 1 or more.
  int64_t size;
  /// None if it is the one that joins the machines of the ranks.
  std::optional<MeshLink> link = std::nullopt;
};

/// Axes are numbered from 0 on. Lists of axes have each at most once.
class Mesh {
public:
  static constexpr int64_t mostRanks = 65'536;

  /// An error names an axis without a name, or with that of another, with no
  /// ranks, or with a link that is none, and meshes of more than `mostRanks`.
  static llvm::Expected<Mesh> get(std::vector<MeshAxis> axes);

  /// Returns this mesh, in which `link` joins the ranks along each axis without
  /// a link of its own.
  Mesh withDefaultLink(MeshLink link) const;

  llvm::ArrayRef<MeshAxis> getAxes() const { return axes; }
  std::optional<unsigned> findAxis(llvm::StringRef name) const;
  int64_t getNumRanks() const { return numRanks; }

  /// How many ranks a group along `along` has.
  int64_t getSize(llvm::ArrayRef<unsigned> along) const;
  /// Where a rank stands along one axis.
  int64_t getCoordinate(int64_t rank, unsigned axis) const;
  /// The rank that stands at `coordinate` along one axis, and where `rank` does
  /// along all others.
  int64_t withCoordinate(int64_t rank, unsigned axis, int64_t coordinate) const;
  /// Its index in its group, from 0 to getSize(along) - 1.
  int64_t getIndex(int64_t rank, llvm::ArrayRef<unsigned> along) const;
  /// The groups in the order of their first ranks, each in that of its index.
  std::vector<std::vector<int64_t>>
  getGroups(llvm::ArrayRef<unsigned> along) const;
  /// Returns the worst latency and the worst bandwidth of these axes, each of
  /// which has a link, or the mesh a default one.
  MeshLink getSlowestLink(llvm::ArrayRef<unsigned> along) const;

private:
  explicit Mesh(std::vector<MeshAxis> axes);

  std::vector<MeshAxis> axes;
  std::optional<MeshLink> defaultLink;
  /// How far apart neighbours along each axis are.
  std::vector<int64_t> strides;
  int64_t numRanks = 1;
};

} // namespace ag

#endif // AG_SUPPORT_SHARDING_MESH_H
