//===- CudaProgramTest.cpp - objects of programs for CUDA -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does an object for CUDA link without CUDA, and do its functions do what its
// header says?
//
// The driver is the fake one of the runtime's tests, which has the kernel
// main$add, unless AG_CUDA_DRIVER names another. The kernel is that of
//
//   __attribute__((nvptx_kernel)) void main_add(float *to, const float *from,
//                                               const float *added) {
//     unsigned t = __nvvm_read_ptx_sreg_tid_x();
//     unsigned long i = 4ul * __nvvm_read_ptx_sreg_ctaid_x() + t;
//     to[i] = from[i] + added[t];
//   }
//
// as clang-22 makes it for sm_80.
//
//===----------------------------------------------------------------------===//
#include "ag-runtime/ABI.h"
#include "ag/Driver/Program.h"
#include "ag/Emit/Object.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <cstdlib>
#include <dlfcn.h>

using namespace ag;
using namespace mlir;

namespace {
constexpr StringLiteral deviceCode = R"(.version 7.0
.target sm_80
.address_size 64
.visible .entry main$add(
  .param .u64 .ptr .global .align 1 main$add_param_0,
  .param .u64 .ptr .global .align 1 main$add_param_1,
  .param .u64 .ptr .global .align 1 main$add_param_2
)
{
  .reg .b32   %r<6>;
  .reg .b64   %rd<12>;
  ld.param.b64   %rd1, [main$add_param_0];
  ld.param.b64   %rd2, [main$add_param_1];
  mov.u32   %r1, %tid.x;
  ld.param.b64   %rd3, [main$add_param_2];
  mov.u32   %r2, %ctaid.x;
  mul.wide.u32   %rd4, %r2, 4;
  cvt.u64.u32   %rd5, %r1;
  add.s64   %rd6, %rd4, %rd5;
  shl.b64   %rd7, %rd6, 2;
  add.s64   %rd8, %rd2, %rd7;
  ld.global.b32   %r3, [%rd8];
  mul.wide.u32   %rd9, %r1, 4;
  add.s64   %rd10, %rd3, %rd9;
  ld.global.b32   %r4, [%rd10];
  add.rn.f32   %r5, %r3, %r4;
  add.s64   %rd11, %rd1, %rd7;
  st.global.b32   [%rd11], %r5;
  ret;
}
)";

/// @main(x: f32[batch, 4]) -> y = x + w, a block of four threads for each row.
/// Its argument %launcher comes after the context.
constexpr StringLiteral hostCode = R"(
module attributes {ag.phase = "lower",
                   ag.target = {kind = "cuda", march = "sm_80"}} {
  llvm.func @ag_rt_launch(!llvm.ptr, i64, i64, i64, i64, !llvm.ptr)
  llvm.func @ag.main.shapes(
      %batch: i64,
      %sizes: !llvm.ptr, %sizes1: !llvm.ptr, %sizes2: i64, %sizes3: i64, %sizes4: i64) {
    %four = llvm.mlir.constant(4 : i64) : i64
    %1 = llvm.getelementptr %sizes1[1] : (!llvm.ptr) -> !llvm.ptr, i64
    llvm.store %batch, %sizes1 : i64, !llvm.ptr
    llvm.store %four, %1 : i64, !llvm.ptr
    llvm.return
  }
  llvm.func @ag.main.workspace(%batch: i64) -> i64 {
    llvm.return %batch : i64
  }
  llvm.func @ag.main(
      %x: !llvm.ptr, %x1: !llvm.ptr, %x2: i64, %batch: i64, %x4: i64, %x5: i64, %x6: i64,
      %w: !llvm.ptr, %w1: !llvm.ptr, %w2: i64, %w3: i64, %w4: i64,
      %y: !llvm.ptr, %y1: !llvm.ptr, %y2: i64, %y3: i64, %y4: i64, %y5: i64, %y6: i64,
      %s: !llvm.ptr, %s1: !llvm.ptr, %s2: i64, %s3: i64, %s4: i64,
      %context: !llvm.ptr, %launcher: !llvm.ptr) -> i32
      attributes {ag.shapes = @ag.main.shapes, ag.workspace = @ag.main.workspace,
                  ag.workspace_bytes = 64 : i64,
                  ag.signature = {symbols = [["batch", 0, 64]],
                                  arguments = [["x", f32, ["batch", 4]]],
                                  parameters = [["w", f32, [4]]],
                                  results = [["y", f32, ["batch", 4]]]}} {
    %ok = llvm.mlir.constant(0 : i32) : i32
    %0 = llvm.mlir.constant(0 : i64) : i64
    %one = llvm.mlir.constant(1 : i64) : i64
    %four = llvm.mlir.constant(4 : i64) : i64
    %pointers = llvm.alloca %four x !llvm.ptr : (i64) -> !llvm.ptr
    %values = llvm.alloca %four x !llvm.ptr : (i64) -> !llvm.ptr
    %p1 = llvm.getelementptr %pointers[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
    %p2 = llvm.getelementptr %pointers[2] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
    %v1 = llvm.getelementptr %values[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
    %v2 = llvm.getelementptr %values[2] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
    llvm.store %y, %values : !llvm.ptr, !llvm.ptr
    llvm.store %x, %v1 : !llvm.ptr, !llvm.ptr
    llvm.store %w, %v2 : !llvm.ptr, !llvm.ptr
    llvm.store %values, %pointers : !llvm.ptr, !llvm.ptr
    llvm.store %v1, %p1 : !llvm.ptr, !llvm.ptr
    llvm.store %v2, %p2 : !llvm.ptr, !llvm.ptr
    llvm.call @ag_rt_launch(%launcher, %0, %batch, %four, %0, %pointers)
        : (!llvm.ptr, i64, i64, i64, i64, !llvm.ptr) -> ()
    llvm.return %ok : i32
  }
})";

/// A compiled program that can be linked
struct CudaProgram : testing::Test {
  std::unique_ptr<MLIRContext> mlir =
      ag::makeContext(MLIRContext::Threading::DISABLED);
  OwningOpRef<ModuleOp> module;
  ArtefactSignature artefact;
  llvm::LLVMContext llvm;
  std::unique_ptr<llvm::Module> code;
  CpuTarget target;
  std::string path = testing::TempDir() + "ag-cuda-program";

  void SetUp() override { make(/*isExecutable=*/false); }
  void make(bool isExecutable) {
    setenv("AG_CUDA_DRIVER", FAKE_DRIVER, /*replace=*/0);
    module = parseSourceString<ModuleOp>(hostCode, mlir.get());
    ASSERT_TRUE(module);
    auto described = describeArtefact(*module, "prog");
    ASSERT_TRUE(succeeded(described));
    artefact = *described;
    target = makeCpuTarget(
        llvm::cantFail(makeMachine({"cpu", "x86-64-v3", {}, {}})), /*level=*/2);
    DeviceCode device = {deviceCode.str(), 80, {"main$add"}, {}};
    auto made = makeProgram(*module, artefact, target, llvm, /*level=*/2,
                            isExecutable, /*embedded=*/{}, &device);
    ASSERT_TRUE(succeeded(made));
    code = std::move(*made);
  }

  /// Links the program as its header says. Returns the compiler's exit status,
  /// or -1 if there is no compiler.
  int link(std::vector<StringRef> arguments) {
    std::string object = path + ".o";
    std::error_code error;
    llvm::raw_fd_ostream(object, error) << emitObject(*code, target);
    auto compiler = llvm::sys::findProgramByName("cc");
    if (error || !compiler)
      return -1;
    arguments.insert(arguments.begin(), {*compiler, object, "-lm"});
    return llvm::sys::ExecuteAndWait(*compiler, arguments);
  }
};

std::string writeWeights() {
  std::string header =
      R"({"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})";
  std::string path = testing::TempDir() + "ag-cuda-program.safetensors";
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  uint64_t size = header.size();
  float w[] = {1, 2, 3, 4};
  os.write(reinterpret_cast<char *>(&size), 8);
  os << header;
  os.write(reinterpret_cast<char *>(w), sizeof(w));
  return path;
}

TEST_F(CudaProgram, runs) {
  std::string file = path + ".so";
  ASSERT_EQ(link({"-shared", "-o", file}), 0);
  void *library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  ASSERT_TRUE(library) << dlerror();
  auto find = [&](const char *name, auto *&function) {
    function = reinterpret_cast<std::decay_t<decltype(function)>>(
        dlsym(library, name));
    ASSERT_TRUE(function) << name;
  };
  int32_t (*load)(const char *, ag_context *, void **);
  void (*unload)(void *);
  int32_t (*run)(const void *, const DLTensor *, const DLTensor *,
                 const ag_workspace *, ag_context *);
  int32_t (*query)(ag_context *, int64_t, int64_t *, ag_workspace *);
  int32_t (*allocate)(ag_context *, size_t, void **);
  int32_t (*release)(ag_context *, void *);
  int32_t (*copy)(ag_context *, void *, const void *, size_t);
  find("prog_load", load), find("prog_unload", unload), find("prog_run", run);
  find("prog_query", query), find("prog_allocate", allocate);
  find("prog_free", release), find("prog_copy", copy);

  ag_context ctx = AG_CONTEXT_INIT;
  void *model = nullptr, *x = nullptr, *y = nullptr;
  ASSERT_EQ(load(writeWeights().c_str(), &ctx, &model), AG_OK) << ctx.message;
  float host[] = {10, 20, 30, 40, 50, 60, 70, 80};
  ASSERT_EQ(allocate(&ctx, sizeof(host), &x), AG_OK) << ctx.message;
  ASSERT_EQ(allocate(&ctx, sizeof(host), &y), AG_OK) << ctx.message;
  ASSERT_EQ(copy(&ctx, x, host, sizeof(host)), AG_OK) << ctx.message;
  int64_t shape[] = {2, 4};
  DLTensor in = {x, {kDLCUDA, 0}, 2, {kDLFloat, 32, 1}, shape, nullptr, 0};
  DLTensor out = in;
  out.data = y;
  ag_workspace workspace;
  ASSERT_EQ(query(&ctx, 2, nullptr, &workspace), AG_OK) << ctx.message;
  EXPECT_EQ(workspace.alignment, 256u);
  ASSERT_EQ(allocate(&ctx, workspace.bytes, &workspace.data), AG_OK);
  ASSERT_EQ(run(model, &in, &out, &workspace, &ctx), AG_OK) << ctx.message;
  ASSERT_EQ(copy(&ctx, host, y, sizeof(host)), AG_OK) << ctx.message;
  EXPECT_EQ(std::vector<float>(host, host + 8),
            (std::vector<float>{11, 22, 33, 44, 51, 62, 73, 84}));
  for (void *memory : {x, y, workspace.data})
    EXPECT_EQ(release(&ctx, memory), AG_OK) << ctx.message;
  in.device.device_type = kDLCPU;
  EXPECT_EQ(run(model, &in, &out, &workspace, &ctx), AG_INVALID_ARGUMENT);
  unload(model);
  dlclose(library);
}

/// Returns the bytes of a .npy file of f32[2, 4].
std::string formatArray(ArrayRef<float> values) {
  std::string header =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), }";
  header.resize(117, ' ');
  header += '\n';
  return std::string("\x93NUMPY\1\0v\0", 10) + header +
         std::string(reinterpret_cast<const char *>(values.data()),
                     sizeof(float) * values.size());
}

TEST_F(CudaProgram, isAnExecutableThatCopiesItsArrays) {
  make(/*isExecutable=*/true);
  ASSERT_EQ(link({"-o", path}), 0);
  std::string in = path + ".x.npy", out = path + ".y.npy";
  std::string weights = "--weights=" + writeWeights();
  std::error_code error;
  llvm::raw_fd_ostream(in, error)
      << formatArray({10, 20, 30, 40, 50, 60, 70, 80});
  EXPECT_EQ(llvm::sys::ExecuteAndWait(
                path, {path, in, weights, "--time=3", "-o", out}),
            0);
  auto result = llvm::MemoryBuffer::getFile(out);
  ASSERT_TRUE(bool(result));
  EXPECT_EQ((*result)->getBuffer(),
            formatArray({11, 22, 33, 44, 51, 62, 73, 84}));
}

TEST_F(CudaProgram, keepsItsNamesToItself) {
  std::vector<std::string> names;
  for (const llvm::Function &function : *code)
    if (!function.isDeclaration() && !function.hasLocalLinkage())
      names.push_back(function.getName().str());
  EXPECT_EQ(names, (std::vector<std::string>{
                       "prog_info", "prog_load", "prog_load_tensors",
                       "prog_unload", "prog_query", "prog_run", "prog_allocate",
                       "prog_free", "prog_copy"}));
}

TEST_F(CudaProgram, saysInItsHeaderWhereTensorsAre) {
  std::string header = makeHeader(artefact, "prog.o");
  EXPECT_EQ(header.substr(0, 31), "/* Link with: prog.o -lm */\n#if");
  for (StringRef text :
       {"their device is {kDLCUDA, number}",
        "int32_t prog_allocate(ag_context *context, size_t bytes, void "
        "**memory);\n",
        "int32_t prog_free(ag_context *context, void *memory);\n",
        "/* Brings the program to the GPU, with the safetensors file at\n"
        " * `weights`. Returns a status",
        "/* enough at all sizes, for a workspace that is allocated once */"})
    EXPECT_TRUE(StringRef(header).contains(text)) << text.str();
  artefact.isForCuda = false;
  std::string other = makeHeader(artefact, "prog.o");
  StringRef own = StringRef(other).split("#endif /* AG_MODULE").first;
  EXPECT_FALSE(own.contains("prog_allocate"));
}
} // namespace
