//===- ShardSpec.h - the notation of shardings ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Over which axes shall a program be sharded, and what is each of them for?
//
//   spec = item { "," item }
//   item = "dp" N | "tp" N | "ep" N | "fsdp" N | NAME "=" N
//        | "zero1" | "zero2" | "zero3" | "sp" | "@" FILE
//
// Axes stand in the order of the mesh: the first varies slowest. fsdpN is
// dpN,zero3. An axis of size 1 splits nothing. An axis NAME has no role, so
// that a name which is an item's, as in dp=2, is none. One zeroK at most may
// stand beside dp, and sp beside tp, before or behind it. FILE, one at most,
// has no comma; it may give the mesh if there are no axes, and must give the
// same one, or none, if there are.
//
// For instance, "dp2,tp4,zero1,@pins.json" and "@plan.json".
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

/// What an axis is for. Axes with a role have its name: dp, tp, ep.
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
  /// The first varies slowest; none only if there is a file.
  std::vector<ShardAxis> axes;
  /// What dp splits beside data: nothing, from 1 on states, from 2 on
  /// gradients, from 3 on parameters.
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

/// Letters, digits and _, of which the first is no digit.
bool isAxisName(llvm::StringRef name);

/// An error names what can't be read and ends with the list of items. Meshes
/// have at most Mesh::mostRanks ranks.
llvm::Expected<ShardSpec> parseShardSpec(llvm::StringRef text);

/// The text that is read so.
std::string spell(const ShardSpec &spec);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDSPEC_H
