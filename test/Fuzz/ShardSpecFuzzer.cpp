//===- ShardSpecFuzzer.cpp - any text as --shard --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is each text refused with a message that ends with the list of items, or
// accepted and spelled with the same meaning? Is the number of its mesh's ranks
// representable?
//
//===----------------------------------------------------------------------===//
#include "Check.h"
#include "ag/Support/Sharding/Mesh.h"
#include "ag/Support/Sharding/ShardSpec.h"

using namespace ag;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  auto spec = parseShardSpec(text);
  if (!spec) {
    std::string message = llvm::toString(spec.takeError());
    check(llvm::StringRef(message).ends_with("and @FILE.json"));
    return 0;
  }
  check(!spec->axes.empty() || spec->file);
  check(llvm::cantFail(parseShardSpec(spell(*spec))) == *spec);
  std::vector<MeshAxis> axes;
  for (const ShardAxis &axis : spec->axes)
    axes.push_back({axis.name, axis.size});
  llvm::cantFail(Mesh::get(std::move(axes)));
  return 0;
}
