//===- ShardFile.h - what a file says of a sharding -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which mesh does a file give, and how shall tensors lie on it?
//
//   {
//    "mesh": {"dp": 2, "tp": 4},
//    "links": {"tp": [5e-6, 1e11]},
//    "bucket_bytes": 67108864,
//    "arguments": {"x": [["dp"], null, []], "1": null},
//    "parameters": {"layer0.w": [[], ["tp"]]},
//    "results": {"0": [["dp", "tp"]]},
//    "@loss": {"arguments": {"x": [[], [], []]}},
//    "plan": [{"op": "ag.exp", "loops": [["dp"], []], "groups": []}]
//   }
//
// Each key may be missing. The first axis that stands in "mesh" varies slowest;
// none has a role, whatever its name is. A link is a latency in seconds and a
// bandwidth in bytes a second. Tensors go by their names or numbers; each
// dimension has a list of axes, major first, or null where it is open, and null
// is a tensor that is open as a whole. "@f" holds what is so for the entry f
// alone.
//
// With a "plan" nothing is searched: it says what each op does, in the order of
// the program, which axes split each of its loops, and along which each group
// of operands is partial; then how what loops carry lies, and what the program
// pins, as ops called "carried". The tensors are then all pinned.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDFILE_H
#define AG_SUPPORT_SHARDING_SHARDFILE_H

#include "ag/Support/Sharding/Mesh.h"
#include "ag/Support/Sharding/ShardSpec.h"

namespace ag {

/// How tensors shall lie. Names are UTF-8, and not empty.
struct ShardPins {
  /// The names of axes, major first; none where a dimension is open.
  using Dim = std::optional<std::vector<std::string>>;

  struct Tensor {
    /// Its name or its number.
    std::string name;
    /// None if all of it is open.
    std::optional<std::vector<Dim>> dims;

    bool operator==(const Tensor &other) const {
      return name == other.name && dims == other.dims;
    }
  };

  std::vector<Tensor> arguments = {}, parameters = {}, results = {};

  bool operator==(const ShardPins &other) const {
    return arguments == other.arguments && parameters == other.parameters &&
           results == other.results;
  }
};

/// All in the order in which it stands there.
struct ShardFile {
  /// What joins the ranks along an axis of that name.
  struct Link {
    std::string axis;
    MeshLink link;

    bool operator==(const Link &other) const {
      return axis == other.axis && link == other.link;
    }
  };
  /// What is so for the entry of that name, without @.
  struct Entry {
    std::string name;
    ShardPins pins;

    bool operator==(const Entry &other) const {
      return name == other.name && pins == other.pins;
    }
  };

  /// What one op does; the names of axes.
  struct Step {
    using Lists = std::vector<std::vector<std::string>>;
    std::string op;
    Lists loops, groups;

    bool operator==(const Step &other) const {
      return op == other.op && loops == other.loops && groups == other.groups;
    }
  };

  /// One axis or more, each without a role.
  std::optional<std::vector<ShardAxis>> mesh = std::nullopt;
  std::vector<Link> links = {};
  /// Collectives of at most so many bytes are merged.
  std::optional<int64_t> bucketBytes = std::nullopt;
  /// For all entries.
  ShardPins pins = {};
  std::vector<Entry> entries = {};
  std::optional<std::vector<Step>> plan = std::nullopt;

  bool operator==(const ShardFile &other) const {
    return mesh == other.mesh && links == other.links &&
           bucketBytes == other.bucketBytes && pins == other.pins &&
           entries == other.entries && plan == other.plan;
  }
};

/// An error begins with the keys that lead to what is wrong, as in
/// "arguments.x[1]: ", and ends with its line and column. It is one to give a
/// key that is not listed above, or twice, or an axis twice for one tensor.
llvm::Expected<ShardFile> parseShardFile(llvm::StringRef json);

/// The file that a spec names; what says nothing if it names none. An error
/// begins with its path.
llvm::Expected<ShardFile> readShardFile(const ShardSpec &spec);

/// The JSON that is read so, with a line for each tensor.
std::string writeShardFile(const ShardFile &file);

/// The axes of a mesh, as a file gives them.
std::vector<ShardAxis> listAxes(const Mesh &mesh);

/// "dp 2 x tp 4", as people read it.
std::string describeAxes(llvm::ArrayRef<ShardAxis> axes);

/// The axes of the one or the other, with the file's links. An error says that
/// neither has a mesh, or that they differ, or is Mesh::get's, or begins with
/// the keys in the file that lead to an axis which the mesh has not.
llvm::Expected<Mesh> meshOf(const ShardSpec &spec, const ShardFile &file);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDFILE_H
