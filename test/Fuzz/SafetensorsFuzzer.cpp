//===- SafetensorsFuzzer.cpp - any bytes as a safetensors file ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is every file either refused with a message, or read into tensors that are
// adjacent and inside the file, in the order of their names?
//
//   build/bin/ag-fuzz-safetensors -max_total_time=3600 corpus
//   test/Fuzz/Seeds/Safetensors
//
//===----------------------------------------------------------------------===//
#include "ag-runtime/Safetensors.h"
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

static void require(bool holds) {
  if (!holds)
    std::abort();
}

static std::string tensorName(const ag_safetensors_tensor &tensor) {
  std::string name(ag_safetensors_name(&tensor, nullptr, 0) + 1, 'x');
  ag_safetensors_name(&tensor, &name[0], name.size());
  name.pop_back();
  return name;
}

static void checkTable(const std::vector<ag_safetensors_tensor> &table,
                       size_t size) {
  uint64_t covered = 0;
  for (size_t i = 0; i < table.size(); ++i) {
    require(table[i].begin <= table[i].end && table[i].end <= size);
    covered += table[i].end - table[i].begin;
    std::string name = tensorName(table[i]);
    require(name.find('\0') == std::string::npos);
    require(i == 0 || tensorName(table[i - 1]) < name);
    require(ag_safetensors_find(table.data(), table.size(), name.c_str()) ==
            &table[i]);
  }
  require(covered <= size - 8);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char message[64] = "";
  int64_t count =
      ag_safetensors_parse(data, size, nullptr, 0, message, sizeof(message));
  require(count >= 0 || message[0]);
  if (count < 0)
    return 0;
  std::vector<ag_safetensors_tensor> table(count);
  int64_t again = ag_safetensors_parse(data, size, table.data(), count, message,
                                       sizeof(message));
  require(again == count || (again == -1 && message[0]));
  if (again == count)
    checkTable(table, size);
  return 0;
}
