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
// them can be made together, from the last to the first, as an op is changed
// after the ops within it. A change need not preserve what the program means,
// nor that it is valid: who makes it checks that. No edit undoes what another
// one does, so repeating them ends.
//

//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_CHANGE_H
#define AG_LIB_DRIVER_REDUCE_CHANGE_H

#include <functional>
#include <vector>

namespace ag {

/// Changes the program that it was listed for. Returns false if it leaves the
/// program as it is.
using Change = std::function<bool()>;
using Changes = std::vector<Change>;

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_CHANGE_H
