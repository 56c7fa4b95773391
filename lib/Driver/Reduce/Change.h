//===- Change.h - one step to a smaller program -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an edit of a program offer?
//
// An edit lists its changes of a program, in the program's order. Any range of
// them can be applied together, from the last to the first, so that an op
// changes after the ops within it. A change need not preserve the meaning or
// the validity of the program; the caller checks both. No edit undoes another
// one, so that repeating them terminates.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_CHANGE_H
#define AG_LIB_DRIVER_REDUCE_CHANGE_H

#include <functional>
#include <vector>

namespace ag {

/// Changes the program that it was listed for. Returns false if the program
/// does not change.
using Change = std::function<bool()>;
using Changes = std::vector<Change>;

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_CHANGE_H
