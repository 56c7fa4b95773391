//===- NpyTest.cpp - tests of npy files -----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Tensor/Npy.h"
#include "Outcome.h"
#include "ag/Support/Report/WriteFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace ag;
using T = ScalarType;

namespace {
/// Returns a file of version 1.0 without padding.
std::string fileOf(std::string header, std::string data = "") {
  std::string length(2, '\0');
  llvm::support::endian::write16le(length.data(), header.size());
  return "\x93NUMPY" + std::string("\1\0", 2) + length + header + data;
}

std::string headerOf(std::string descr, std::string shape,
                     std::string order = "False") {
  return "{'descr': " + descr + ", 'fortran_order': " + order +
         ", 'shape': " + shape + ", }\n";
}

bool haveSameBytes(const Tensor &a, const Tensor &b) {
  return a.type() == b.type() && a.shape() == b.shape() &&
         llvm::equal(a.cells(), b.cells(),
                     [](Cell x, Cell y) { return x.i == y.i; });
}

std::string refusalOf(std::string contents) {
  return messageOf(parseNpy(contents));
}
} // namespace

TEST(Npy, WritesWhatNumpyWrites) {
  // numpy 2.4.6 and ml_dtypes 0.6.0 wrote the fuzzer's seeds.
  for (std::string name : {"f8", "f4", "f2", "bf16", "i8", "i4", "i2", "i1",
                           "u8", "u4", "u2", "u1", "b1", "scalar", "empty"}) {
    std::string path = AG_NPY_SEEDS "/" + name + ".npy";
    auto file = llvm::MemoryBuffer::getFile(path);
    ASSERT_TRUE(file) << path;
    Tensor tensor = valueOf(parseNpy((*file)->getBuffer()));
    EXPECT_EQ(formatNpy(tensor), (*file)->getBuffer().str()) << path;
  }
}

TEST(Npy, ReadsNumpysValues) {
  auto read = [](std::string name) {
    return valueOf(readNpy(AG_NPY_SEEDS "/" + name + ".npy"));
  };
  // numpy.array([1, 2.5, -3], dtype=ml_dtypes.bfloat16)
  Tensor x = read("bf16");
  EXPECT_EQ(describe(x.type(), x.shape()), "bf16[3]");
  EXPECT_EQ(x.cells()[0].f, 1.0);
  EXPECT_EQ(x.cells()[1].f, 2.5);
  EXPECT_EQ(x.cells()[2].f, -3.0);
  // numpy.arange(6).reshape(2, 3)
  for (const char *name : {"f8", "f4", "f2"})
    EXPECT_EQ(read(name).cells()[4].f, 4.0) << name;
  for (const char *name : {"i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1"})
    EXPECT_EQ(read(name).cells()[4].i, 4) << name;
  EXPECT_EQ(read("b1").cells()[0].i, 1);
  EXPECT_EQ(read("b1").cells()[1].i, 0);
}

TEST(Npy, EveryTypeAndRankComesBack) {
  const std::vector<int64_t> shapes[] = {{}, {3}, {2, 3}, {1, 1, 5}, {2, 0, 3}};
  for (T type : allScalarTypes)
    for (std::vector<int64_t> shape : shapes) {
      Tensor x = valueOf(Tensor::randn(type, shape, 3));
      std::string file = formatNpy(x);
      EXPECT_EQ((file.size() - x.toBytes().size()) % 64, 0u);
      EXPECT_TRUE(haveSameBytes(valueOf(parseNpy(file)), x))
          << describe(type, shape);
    }
}

TEST(Npy, DescrOfEachType) {
  std::string all;
  for (T type : allScalarTypes) {
    std::string file = formatNpy(Tensor::scalar(type, intCell(0)));
    all += file.substr(file.find(": '") + 3, 3) + " ";
  }
  EXPECT_EQ(all, "<f8 <f4 <V2 <f2 <i8 <i4 <i2 |i1 <u8 <u4 <u2 |u1 |b1 ");
}

TEST(Npy, AHeaderTooLongForVersion1) {
  Tensor x = valueOf(Tensor::scalar(T::I8, intCell(5))
                         .reshaped(std::vector<int64_t>(30000, 1)));
  std::string file = formatNpy(x);
  EXPECT_EQ(file[6], 2);
  EXPECT_TRUE(haveSameBytes(valueOf(parseNpy(file)), x));
}

TEST(Npy, ReadsEveryVersion) {
  std::string file = formatNpy(valueOf(Tensor::iota(T::I16, {4})));
  std::string longer =
      file.substr(0, 10) + std::string(2, '\0') + file.substr(10);
  for (char version : {2, 3}) {
    longer[6] = version;
    EXPECT_EQ(valueOf(parseNpy(longer)).cells()[3].i, 3);
  }
  EXPECT_EQ(refusalOf(file.replace(6, 1, "\4")),
            ".npy version 4.0 is unknown; expected 1.0, 2.0 or 3.0");
}

TEST(Npy, ReadsOtherSpellingsOfTheHeader) {
  std::string data(8, '\0');
  for (std::string header :
       {"{\"shape\":(2,),\"descr\":\"<f4\",\"fortran_order\":False}",
        "{ 'descr' : '<f4' , 'fortran_order' : True , 'shape' : ( 2 , ) , } \n",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1,)}"})
    EXPECT_EQ(valueOf(parseNpy(fileOf(header, data))).size(), 2) << header;
}

TEST(Npy, RefusesArraysThatAreNotOurs) {
  auto ofDescr = [](std::string descr) {
    return refusalOf(fileOf(headerOf(descr, "(2,)"), std::string(32, '\0')));
  };
  auto says = [&](std::string descr, std::string part) {
    EXPECT_NE(ofDescr(descr).find(part), std::string::npos) << ofDescr(descr);
  };
  EXPECT_EQ(ofDescr("'>f4'"),
            ".npy header, byte 25: dtype '>f4' is big-endian; save the array "
            "with .astype('<f4')");
  says("'|O'", "holds Python objects");
  says("'|V2'", "holds raw bytes");
  says("'<V4'", "holds raw bytes");
  says("'<c8'", "holds complex numbers");
  says("[('a', '<f4')]", "holds records");
  for (const char *descr : {"'<U4'", "'|S1'", "'<M8[ns]'", "'f4'", "'|f4'",
                            "'<i1'", "'<f16'", "''", "'<f4 '"})
    says(descr, "is not an element type of ag");
}

TEST(Npy, FortranOrderMattersFromRankTwoOn) {
  std::string data(4, '\1');
  auto file = [&](std::string shape) {
    return fileOf(headerOf("'|u1'", shape, "True"), data);
  };
  EXPECT_EQ(messageOf(parseNpy(file("(4,)"))), "");
  EXPECT_EQ(messageOf(parseNpy(file("(2, 2)"))),
            "the array is in Fortran order; save "
            "numpy.ascontiguousarray(array)");
}

TEST(Npy, RefusesHeaders) {
  auto says = [](std::string header, std::string part) {
    std::string message = refusalOf(fileOf(header, "\1\1"));
    EXPECT_NE(message.find(part), std::string::npos) << header << message;
  };
  says("", "byte 10: expected '{'");
  says("{", "expected a string in quotes");
  says("{}", "the header has no 'descr'");
  says("{'descr': '|u1'}", "the header has no 'fortran_order'");
  says("{'descr': '|u1", "this string has no end");
  says("{'des\\x63r': '|u1'}", "without '\\'");
  says("{'x': 1}", "unknown key 'x'");
  says("{'descr': '|u1', 'descr': '|u1'}", "'descr' is given twice");
  says("{'descr' '|u1'}", "expected ':'");
  says(headerOf("'|u1'", "(2,)", "0"), "expected True or False");
  says(headerOf("'|u1'", "(2)"), "expected ','");
  says(headerOf("'|u1'", "2"), "expected '('");
  says(headerOf("'|u1'", "(,)"), "expected an extent");
  says(headerOf("'|u1'", "(-2,)"), "expected an extent");
  says(headerOf("'|u1'", "(9223372036854775808,)"), "expected an extent");
  says(headerOf("'|u1'", "(2L,)"), "expected ','");
  says(headerOf("'|u1'", "(2,)") + "x", "expected only spaces");
  says(headerOf("'|u1'", "(4294967296, 4294967296)"), "too many elements");
}

TEST(Npy, RefusesEveryTruncation) {
  std::string file = formatNpy(valueOf(Tensor::ones(T::F32, {2, 2})));
  for (size_t length = 0; length < file.size(); ++length)
    EXPECT_NE(refusalOf(file.substr(0, length)), "") << length;
  EXPECT_EQ(refusalOf(file.substr(0, 50)),
            "truncated .npy file: the header takes 120 bytes, but 42 are left");
  EXPECT_EQ(refusalOf(file + "x"),
            "f32[2, 2] takes 16 bytes, but 17 are given");
}

TEST(Npy, FilesOnDisk) {
  llvm::SmallString<128> path;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("ag", "npy", path));
  Tensor x = valueOf(Tensor::iota(T::UI16, {3, 3}));
  EXPECT_EQ(messageOf(writeFile(path, formatNpy(x))), "");
  EXPECT_TRUE(haveSameBytes(valueOf(readNpy(path)), x));
  llvm::sys::fs::remove(path);
  EXPECT_EQ(messageOf(readNpy(path)),
            "'" + path.str().str() + "': No such file or directory");
}
