//===- ProgramGraph.h - ops, groups and regions of a program ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops does a function have, which read what others compute, and in which
// parts do they stand? A plain value, to be drawn.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_REPORT_PROGRAMGRAPH_H
#define AG_SUPPORT_REPORT_PROGRAMGRAPH_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ag {

/// Of parts, by their numbers; none of what is in no part.
using PartNumber = std::optional<unsigned>;

/// A tensor in blocks, each of which some ranks have.
struct GraphBlocks {
  /// Blocks side by side: those along the last dimension.
  unsigned columns = 1;
  /// Of each block, row by row, the first rank that has it.
  std::vector<unsigned> holders = {};
};

/// An op that computes, or what the function is given.
struct GraphNode {
  bool isInput = false;
  /// "contract", or the input's name.
  std::string name;
  /// Its result: "512x768xf32".
  std::string type;
  int64_t bytes = 0;
  /// Where in the source; may be empty.
  std::string place;
  /// Of an op in no group.
  double seconds = 0;
  PartNumber part = std::nullopt;
  /// Of its result; none where that is not to be seen.
  GraphBlocks blocks = {};
};

/// A group of ops that are computed together, or a region, branch or loop, with
/// others inside; or what is there several times.
struct GraphPart {
  enum Kind : uint8_t { Body, Group, Repeat };

  Kind kind;
  std::string name;
  /// What else is to be said.
  std::string text = {};
  double seconds = 0;
  PartNumber parent = std::nullopt;
};

/// From the node that computes to the one that reads.
struct GraphEdge {
  enum How : uint8_t { Together, Later, Apart, Given };

  unsigned from, to;
  How how;
  std::string text = {};
};

struct ProgramGraph {
  std::string function;
  /// What is said behind its name; how long it takes, if empty.
  std::string about = {};
  /// The ranks that have blocks of tensors.
  GraphBlocks ranks = {};
  /// In the order of the program; of what is given in front of its users.
  std::vector<GraphNode> nodes;
  /// Each behind its parent.
  std::vector<GraphPart> parts;
  std::vector<GraphEdge> edges;
};

} // namespace ag

#endif // AG_SUPPORT_REPORT_PROGRAMGRAPH_H
