//===- TestFolder.h - a folder for each test --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where does a test write files?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_TESTFOLDER_H
#define AG_TEST_UNIT_TESTFOLDER_H

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"

namespace ag {

/// A test with a temporary folder, which is deleted after the test
class TestFolder : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(
        llvm::sys::fs::createUniqueDirectory("ag-test-folder", directory));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(directory); }

  /// Returns the path of the file `name` in the folder.
  std::string at(llvm::StringRef name) const {
    llvm::SmallString<128> path(directory);
    llvm::sys::path::append(path, name);
    return path.str().str();
  }

  llvm::SmallString<128> directory;
};

} // namespace ag

#endif // AG_TEST_UNIT_TESTFOLDER_H
