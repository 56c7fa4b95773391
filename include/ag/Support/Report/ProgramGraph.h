//===- ProgramGraph.h - ops, groups and regions of a program ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops does a function have, which of them read the results of others, and
// to which parts do they belong?
//
// This is a plain value, to be drawn.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_REPORT_PROGRAMGRAPH_H
#define AG_SUPPORT_REPORT_PROGRAMGRAPH_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ag {

/// The number of a part; std::nullopt outside of all parts.
using PartNumber = std::optional<unsigned>;

/// A tensor in blocks, each of which some ranks have.
struct GraphBlocks {
  /// The number of blocks along the last dimension.
  unsigned columns = 1;
  /// For each block, row by row, the first rank that has it.
  std::vector<unsigned> holders = {};
};

/// An op that computes, or an input of the function.
struct GraphNode {
  bool isInput = false;
  /// The op's name, as in "contract", or the input's.
  std::string name;
  /// The type of the result, as in "512x768xf32".
  std::string type;
  int64_t bytes = 0;
  /// The part of the result that exists at once, such as "registers"; empty if
  /// the result is in memory.
  std::string held = {};
  /// The location in the source; may be empty.
  std::string place;
  /// The time of an op that is in no group.
  double seconds = 0;
  PartNumber part = std::nullopt;
  /// The blocks of the result; none if they are not drawn.
  GraphBlocks blocks = {};
};

/// A group of ops that are fused, or a region, branch or loop, which may
/// contain others, or a repetition.
struct GraphPart {
  enum Kind : uint8_t { Body, Group, Repeat };

  Kind kind;
  std::string name;
  /// Further text.
  std::string text = {};
  /// The time of a group, or of all repetitions together.
  double seconds = 0;
  PartNumber parent = std::nullopt;
};

/// An edge from the node that computes a value to the one that reads it.
struct GraphEdge {
  enum How : uint8_t { Together, Later, Apart, Given };

  unsigned from, to;
  How how;
  std::string text = {};
};

struct ProgramGraph {
  std::string function;
  /// The text after its name; the time, if empty.
  std::string about = {};
  /// The ranks that have blocks of tensors.
  GraphBlocks ranks = {};
  /// In the order of the program. Inputs are before their users.
  std::vector<GraphNode> nodes;
  /// Each part is after its parent.
  std::vector<GraphPart> parts;
  std::vector<GraphEdge> edges;
};

} // namespace ag

#endif // AG_SUPPORT_REPORT_PROGRAMGRAPH_H
