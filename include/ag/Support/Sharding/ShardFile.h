//===- ShardFile.h - what a file says of a sharding -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which mesh and which sharding of tensors does a file specify?
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
// Every key is optional. The first axis in "mesh" varies slowest; axes have no
// role, whatever their names are. A link is a latency in seconds and a
// bandwidth in bytes per second. Tensors are identified by name or number. A
// tensor has a list of axes for each dimension, major first, or null for a
// dimension that is open; null instead of the lists leaves the whole tensor
// open. The object under "@f" applies to the entry f only.
//
// A "plan" replaces the search. For each op, in the order of the program, it
// has the axes that split each loop, and the axes along which each group of
// operands is partial. Steps whose op is "carried" follow; they have the
// sharding of values that loops carry and of values that the program pins. All
// tensors are then pinned.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDFILE_H
#define AG_SUPPORT_SHARDING_SHARDFILE_H

#include "ag/Support/Sharding/Mesh.h"
#include "ag/Support/Sharding/ShardSpec.h"

namespace ag {

/// The sharding that tensors must have. Names are UTF-8 and not empty.
struct ShardPins {
  /// The names of axes, major first; std::nullopt for an open dimension.
  using Dim = std::optional<std::vector<std::string>>;

  struct Tensor {
    /// The tensor's name, or its number in decimal.
    std::string name;
    /// std::nullopt if the whole tensor is open.
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

/// The contents of a file. All lists have the file's order.
struct ShardFile {
  /// The link between the ranks along an axis.
  struct Link {
    std::string axis;
    MeshLink link;

    bool operator==(const Link &other) const {
      return axis == other.axis && link == other.link;
    }
  };
  /// The pins of one entry, whose name has no @ here.
  struct Entry {
    std::string name;
    ShardPins pins;

    bool operator==(const Entry &other) const {
      return name == other.name && pins == other.pins;
    }
  };

  /// The strategy of one op, with the names of axes.
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
  /// The limit for merged collectives, in bytes.
  std::optional<int64_t> bucketBytes = std::nullopt;
  /// Pins that apply to all entries.
  ShardPins pins = {};
  std::vector<Entry> entries = {};
  std::optional<std::vector<Step>> plan = std::nullopt;

  bool operator==(const ShardFile &other) const {
    return mesh == other.mesh && links == other.links &&
           bucketBytes == other.bucketBytes && pins == other.pins &&
           entries == other.entries && plan == other.plan;
  }
};

/// Parses a file's text. An error begins with the path of keys to the fault, as
/// in "arguments.x[1]: ", and ends with a line and column. Unknown keys,
/// repeated keys, and axes that occur twice in a tensor are errors.
llvm::Expected<ShardFile> parseShardFile(llvm::StringRef json);

/// Reads the file that `spec` names, or returns an empty ShardFile if it names
/// none. An error begins with the file's path.
llvm::Expected<ShardFile> readShardFile(const ShardSpec &spec);

/// Returns JSON that parseShardFile() reads, with one line per tensor.
std::string writeShardFile(const ShardFile &file);

/// Returns the axes of a mesh without roles, as a file has them.
std::vector<ShardAxis> listAxes(const Mesh &mesh);

/// Returns a description of the axes for people: "dp 2 x tp 4".
std::string describeAxes(llvm::ArrayRef<ShardAxis> axes);

/// Returns the mesh of `spec` or else that of `file`, with the file's links.
/// Returns an error if neither has a mesh, if the two differ, or if Mesh::get()
/// refuses the mesh. If the file has an axis that the mesh does not have, the
/// error begins with the path of keys to it.
llvm::Expected<Mesh> meshOf(const ShardSpec &spec, const ShardFile &file);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDFILE_H
