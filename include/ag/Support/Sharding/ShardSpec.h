//===- ShardSpec.h - the notation of shardings ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Along which axes is a program sharded, and which role has each of them?
//
//   spec = item { "," item }
//   item = "dp" N | "tp" N | "ep" N | "fsdp" N | NAME "=" N
//        | "zero1" | "zero2" | "zero3" | "sp" | "@" FILE
//
// Axes have the order of the mesh: the first varies slowest. fsdpN means
// dpN,zero3. An axis of size 1 splits nothing. An axis NAME has no role; NAME
// must not be the name of an item, so that dp=2 is an error. At most one zeroK
// may accompany dp, and sp may accompany tp, in either order. There is at most
// one FILE, whose path has no comma. If there are no axes, it may specify the
// mesh; otherwise its mesh, if any, must be the same.
//
// Examples are "dp2,tp4,zero1,@pins.json" and "@plan.json".
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDSPEC_H
#define AG_SUPPORT_SHARDING_SHARDSPEC_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace ag {

/// The role of an axis. Axes with a role have its name: dp, tp, ep.
enum class ShardRole : uint8_t { None, Data, Tensor, Expert };

struct ShardAxis {
  std::string name;
  /// 1 or more.
  int64_t size;
  ShardRole role = ShardRole::None;

  bool operator==(const ShardAxis &other) const {
    return name == other.name && size == other.size && role == other.role;
  }
};

struct ShardSpec {
  /// The first varies slowest. Empty only if there is a file.
  std::vector<ShardAxis> axes;
  /// The tensors that dp splits in addition to data: none for 0, states from 1
  /// on, gradients from 2 on, parameters from 3 on.
  unsigned zero = 0;
  /// Whether tp splits sequences.
  bool sequence = false;
  /// The path of the file.
  std::optional<std::string> file;

  bool operator==(const ShardSpec &other) const {
    return axes == other.axes && zero == other.zero &&
           sequence == other.sequence && file == other.file;
  }
};

/// Returns true if `name` consists of letters, digits and _, and does not begin
/// with a digit.
bool isAxisName(llvm::StringRef name);

/// Parses a spec. An error names the faulty item and ends with the list of all
/// items. Meshes have at most Mesh::mostRanks ranks.
llvm::Expected<ShardSpec> parseShardSpec(llvm::StringRef text);

/// Returns the text that parseShardSpec() parses to `spec`.
std::string spell(const ShardSpec &spec);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDSPEC_H
