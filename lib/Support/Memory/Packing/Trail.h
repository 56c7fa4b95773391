//===- Trail.h - assignments that can be undone -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values did variables have before the last assignments?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_TRAIL_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_TRAIL_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ag {

/// Undoes assignments, the last one first. The variables must stay where they
/// are.
class Trail {
public:
  void set(int64_t &variable, int64_t value) {
    changes.push_back({&variable, variable});
    variable = value;
  }

  size_t size() const { return changes.size(); }

  /// Undoes the last assignments until `size` are left.
  void undoTo(size_t size) {
    while (changes.size() > size) {
      *changes.back().variable = changes.back().before;
      changes.pop_back();
    }
  }

  /// Makes all assignments final.
  void clear() { changes.clear(); }

private:
  struct Change {
    int64_t *variable;
    int64_t before;
  };
  std::vector<Change> changes;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_TRAIL_H
