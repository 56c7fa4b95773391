//===- RankSpeed.h - what a rank does in a second ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How fast does one rank of a mesh compute, access memory, and send?
//
// A rank is one processor: all cores of a CPU, or a whole GPU. lib/Machine has
// the numbers of each (ag/Machine/Common/Speed.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_RANKSPEED_H
#define AG_SUPPORT_SHARDING_RANKSPEED_H

#include "ag/Support/Sharding/Mesh.h"

namespace ag {

/// The speed of one rank. Each rate is more than 0.
struct RankSpeed {
  /// Floating-point operations per second in a product of f32 matrices.
  double flops;
  /// Bytes of the largest tensor that stays in the caches of all cores.
  int64_t cacheBytes;
  /// Bytes read and written per second.
  double cacheBandwidth, memoryBandwidth;
  /// The link along axes for which the mesh has no link.
  MeshLink link;
};

} // namespace ag

#endif // AG_SUPPORT_SHARDING_RANKSPEED_H
