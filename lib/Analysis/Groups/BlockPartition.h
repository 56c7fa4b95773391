//===- BlockPartition.h - a block's ops, divided into groups ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a block are in one group, and which groups are between two?
//
//   0  %m = ag.reduce max %x       groups {0}, {1, 2}, {3}: {1, 2} is between
//   1  %d = ag.sub %x, %m          0 and 3. A group of 0 and 3 has to have it,
//   2  %e = ag.exp %d              too. Otherwise each of the two groups would
//   3  %y = ag.div %e, %m          need the other one.
//
// Each op that is not free (GroupValues.h) is a node. Nodes are numbered in the
// order of the block, and each is a group of its own at first. No two groups
// may need each other's results, so that callers join all groups between the
// two.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_BLOCKPARTITION_H
#define AG_LIB_ANALYSIS_GROUPS_BLOCKPARTITION_H

#include "ag/Analysis/Groups/GroupDimensions.h"
#include "ag/Analysis/Groups/GroupTraffic.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include <vector>

namespace ag {

class BlockPartition {
public:
  struct Node {
    mlir::Operation *op;
    /// std::nullopt if the op can't be in a group with others.
    std::optional<StatedOp> stated = std::nullopt;
    /// True if the op's result is at an operand's address.
    bool isView = false;
    /// The nodes that come before, and the bytes of their results that the op
    /// reads; 0 for an op whose operand this one may overwrite.
    llvm::MapVector<unsigned, int64_t> reads = {};
    /// The number of one of the group's nodes.
    unsigned group;
  };

  struct Group {
    /// The nodes in program order.
    llvm::SmallVector<unsigned> nodes = {};
    /// Time that moving the inputs and results of the group takes.
    int64_t picoseconds = 0;
    /// True if there are loops that all ops have and no op reduces.
    bool sharesLoops = false;
    /// A number that no other group has, or had before.
    uint64_t stamp = 0;
    /// The groups that it was joined from, with their numbers.
    std::vector<std::pair<unsigned, Group>> parts = {};
  };

  BlockPartition(mlir::Block &block, const GroupCosts &costs);

  llvm::ArrayRef<Node> getNodes() const { return nodes; }
  const Node &getNode(unsigned number) const { return nodes[number]; }
  bool isNode(mlir::Operation *op) const { return numbers.contains(op); }
  unsigned numberOf(mlir::Operation *op) const { return numbers.lookup(op); }
  const Group &getGroup(unsigned number) const { return groups[number]; }
  /// Returns the numbers of the groups of two ops or more.
  llvm::ArrayRef<unsigned> getJoined() const { return several.getArrayRef(); }
  /// Returns the number of the group of a node's op.
  unsigned groupOf(mlir::Operation *op) const {
    return nodes[numberOf(op)].group;
  }

  /// Finds the groups that paths from one group to another pass through.
  /// Returns whether there is a path, or std::nullopt if too many ops would
  /// have to be visited.
  std::optional<bool>
  findBetween(unsigned from, unsigned to,
              llvm::SmallVectorImpl<unsigned> &between) const;
  /// Returns true if the other group may need a result of the group.
  bool isAhead(unsigned group, unsigned other) const;
  /// Returns true if the group is one op that creates a view, and if no op of
  /// the groups `joined` reads it. A separate op moves nothing then.
  bool isRematerializableAfter(unsigned group,
                               llvm::ArrayRef<unsigned> joined) const;

  /// Sets the evaluation of a group of a single op.
  void setSingle(Group group);
  /// Replaces the groups `joined` by one, which has the number `into`.
  void join(Group group, llvm::ArrayRef<unsigned> joined, unsigned into);
  /// Replaces a group by groups of its single ops, or by those that it was
  /// joined from if they are to be `keptParts`.
  void takeApart(unsigned group, bool keptParts);

private:
  using Sources = llvm::SmallSetVector<unsigned, 2>;

  void addNode(mlir::Operation &op, const GroupCosts &costs);
  const Sources &findSources(mlir::Operation *op);
  void readFirst(mlir::Block &block);
  void read(Node &node, mlir::Value value, const GroupCosts &costs);
  unsigned findFirst(unsigned group) const;

  std::vector<Node> nodes;
  std::vector<Group> groups, singles;
  llvm::SetVector<unsigned> several;
  llvm::DenseMap<mlir::Operation *, unsigned> numbers;
  /// The last node with effects so far. Such nodes stay in their order.
  std::optional<unsigned> effect;
  /// The nodes that a free op is computed from.
  llvm::DenseMap<mlir::Operation *, Sources> sourcesOf;
  uint64_t lastStamp = 0;
};

} // namespace ag

#endif // AG_LIB_ANALYSIS_GROUPS_BLOCKPARTITION_H
