//===- TestModule.cpp - tensors and files for the tests -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensors and files do the runtime's tests use?
//
//===----------------------------------------------------------------------===//
#include "TestModule.h"
#include <cstring>
#include <fstream>

Tensor::Tensor(std::vector<int64_t> sizes, float first)
    : shape(std::move(sizes)), strides(shape.size()) {
  int64_t count = 1;
  for (size_t d = shape.size(); d-- > 0; count *= shape[d])
    strides[d] = count;
  for (int64_t i = 0; i < count; ++i)
    data.push_back(first + i);
  dl = {data.data(),
        {kDLCPU, 0},
        int32_t(shape.size()),
        {2, 32, 1},
        shape.data(),
        strides.data(),
        0};
}

std::string makeSafetensors(const std::string &header, size_t dataBytes) {
  std::string bytes;
  for (int i = 0; i < 8; ++i)
    bytes += char(header.size() >> 8 * i);
  bytes += header;
  std::vector<float> data(dataBytes / 4 + 1);
  for (size_t i = 0; i < data.size(); ++i)
    data[i] = i;
  return bytes.append(reinterpret_cast<char *>(data.data()), dataBytes);
}

std::string writeFile(const std::string &name, const std::string &bytes) {
  std::string path = testing::TempDir() + "ag-runtime-" + name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::string goodWeights() {
  return makeSafetensors(
      R"({"__metadata__": {"format": "pt"},
          "w": {"dtype": "F32", "shape": [4], "data_offsets": [16, 32]},
          "b": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]},
          "unused": {"dtype": "U8", "shape": [], "data_offsets": [32, 33]}}  )",
      33);
}
