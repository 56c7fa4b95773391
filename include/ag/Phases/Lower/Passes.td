//===- Passes.td - from buffers to the LLVM dialect --------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_LOWER_PASSES_TD
#define AG_PHASES_LOWER_PASSES_TD

include "ag/Phases/Common/RestatingPass.td"

def LowerVectorsPass : RestatingPass<"ag-lower-vectors", "::mlir::func::FuncOp"> {
  let summary = "Leave of vector ops what converts to LLVM";
  let description = [{
    Transfers on memrefs become loads and stores, masked where they are. What is
    read with a stride of 2 to 4 is whole vectors that are shuffled, what lies
    further apart, or is written so, is single elements. Runs after
    bufferization.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect"
  ];
}

def ExpandShapesPass : RestatingPass<"ag-expand-shapes"> {
  let summary = "Make views of several dynamic sizes without their types' help";
  let description = [{
    A memref.expand_shape that makes several dynamic sizes of one becomes a
    memref.reinterpret_cast, with steps that are products of the sizes given;
    upstream's expand-strided-metadata takes the others. A copy of one becomes
    loops, as the strides would make it a call of a library. A part that is known to
    begin in front of its source is an error.

    ```mlir
    %y = memref.expand_shape %x [[0, 1]] output_shape [%n, %m] : memref<?xf32> into memref<?x?xf32>
    ```
    becomes
    ```mlir
    %y = memref.reinterpret_cast %base to offset: [0], sizes: [%n, %m], strides: [%m, 1]
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"
  ];
}

def WidenSmallFloatsPass : RestatingPass<"ag-widen-small-floats"> {
  let summary = "Compute bf16 and f16 in f32, and round after each op";
  let description = [{
    Casts round once, also those from f64 and from integers that f32 has no room
    for. What LLVM would leave to functions outside of libc and libm becomes
    integer code.

    ```mlir
    %z = arith.addf %x, %y : bf16
    ```
    becomes
    ```mlir
    %0 = arith.extf %x : bf16 to f32
    %1 = arith.extf %y : bf16 to f32
    %2 = arith.addf %0, %1 : f32
    %z = arith.truncf %2 : f32 to bf16
    ```
    of which the casts are shifts, and a sum that rounds.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect"
  ];
}

def ApproximateMathPass : RestatingPass<"ag-approximate-math"> {
  let summary = "Compute exp, log, tanh, erf, remainders and the like by arithmetic";
  let description = [{
    So that they are computed on vectors, where libm would be called for each lane:
    of f64 exp, expm1, tanh, sinh and cosh, of f32 also log, log1p and erf. What it costs in accuracy is in lib/Phases/Lower/Common/Approximations.cpp.

    ```mlir
    %y = math.exp %x : vector<16xf32>
    ```
    becomes arith ops on `vector<16xf32>` and `vector<16xi32>`, and `llvm.ldexp` where the target has an instruction for it.
    `arith.remf` of f32 and f64 becomes `math.fma` where the target has that: libm is called where a quotient is too large for it.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"
  ];
}

def ParallelToOpenMPPass : RestatingPass<"ag-parallel-to-openmp", "::mlir::ModuleOp"> {
  let summary = "Let OpenMP's threads run the chunks of loops";
  let description = [{
    The body of each scf.parallel marked as `ag.on_threads` becomes a function. An
    omp.parallel calls it: a thread runs the chunk of its number, and those that
    are one team further. Where there is one chunk, or the caller wants no threads,
    it is called without OpenMP.

    ```mlir
    scf.parallel (%chunk) = (%c0) to (%chunks) step (%c1) { ... } {ag.on_threads}
    ```
    becomes
    ```mlir
    scf.if %several {
      omp.parallel {
        scf.for %chunk = %thread to %chunks step %team { call @f.chunk(%chunk) }
        omp.terminator
      }
    } else {
      scf.for %chunk = %c0 to %chunks step %c1 { call @f.chunk(%chunk) }
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::omp::OpenMPDialect", "::mlir::scf::SCFDialect"
  ];
}

def SizesToMemoryPass : RestatingPass<"ag-sizes-to-memory", "::mlir::ModuleOp"> {
  let summary = "Store the sizes of results to memory of the caller";
  let description = [{
    The function that `ag.shapes` of an entry names returns the sizes of all results.
    It gets memory for them as a last argument, where the runtime wants them. As the
    struct that several results are in the LLVM dialect, they would take compile
    time that grows with the square of their number.

    ```mlir
    func.func private @f.shapes(%n: index) -> (index, index) {
      return %n, %c4 : index, index
    ```
    becomes
    ```mlir
    func.func private @f.shapes(%n: index, %sizes: memref<2xindex>) {
      memref.store %n, %sizes[%c0] : memref<2xindex>
      memref.store %c4, %sizes[%c1] : memref<2xindex>
      return
    ```
    A function that calls it has this memory on its stack.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"
  ];
}

def RequireToLLVMPass : RestatingPass<"ag-require-to-llvm", "::mlir::ModuleOp"> {
  let summary = "Let entries return a status, and failed demands end them";
  let description = [{
    Every public function gets the run's context as a last argument, and returns
    an i32: 0, or what the runtime's ag_rt_fail returns where an ag.require does
    not hold. The message ends with the file, line and column of the op's location.
    Expects scf to be lowered to cf, and calls to be inlined.

    The names of all functions get the prefix `ag.`, so that none meets one of libc,
    libm or the runtime.

    ```mlir
    ag.require %holds, "index {0} is outside" (%i)
    ```
    becomes
    ```mlir
      cf.cond_br %holds, ^next, ^fail
    ^fail:
      %1 = llvm.call @ag_rt_fail(%context, "index %lld is outside, at f.mlir:3:8", %i)
      return %1 : i32
    ^next:
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect",
    "::mlir::LLVM::LLVMDialect"
  ];
}

def CallLibmPass : RestatingPass<"ag-call-libm", "::mlir::ModuleOp"> {
  let summary = "Call libm for what upstream would lose the digits of";
  let description = [{
    Upstream lowers `math.expm1` to exp(x) - 1 and `math.log1p` to log(1 + x), which
    are 0 where x is small. Here they become calls, one for each lane of a vector.

    ```mlir
    %y = math.expm1 %x : f64    ->    %y = call @expm1(%x) : (f64) -> f64
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
                           "::mlir::vector::VectorDialect"];
}

def FencePastCachesPass : RestatingPass<"ag-fence-past-caches", "::mlir::LLVM::LLVMFuncOp"> {
  let summary = "Let others see what was written past the caches";
  let description = [{
    A store that is nontemporal may become visible to other threads later than those
    behind it. So a function that has one ends with a fence.

    ```mlir
    llvm.store %x, %p {nontemporal} : vector<16xf32>, !llvm.ptr
    llvm.return
    ```
    becomes
    ```mlir
    llvm.store %x, %p {nontemporal} : vector<16xf32>, !llvm.ptr
    llvm.call_intrinsic "llvm.x86.sse.sfence"() : () -> ()
    llvm.return
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def SmallFloatsToBitsPass : RestatingPass<"ag-small-floats-to-bits", "::mlir::ModuleOp"> {
  let summary = "Carry bf16 and f16 about as integers";
  let description = [{
    In the LLVM dialect, once nothing computes in these types any more, they become
    i16: what LLVM would do for them needs functions outside of libc and libm. With
    F16C, f16 stays.

    ```mlir
    llvm.store %x, %p : bf16, !llvm.ptr
    ```
    becomes
    ```mlir
    llvm.store %x, %p : i16, !llvm.ptr
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def PlainLocationsPass : RestatingPass<"ag-plain-locations"> {
  let summary = "Leave of each location the line of the source";
  let description = [{
    For line tables, of which each instruction has one line: where an op was
    inlined or fused, the first line of its own. Of a call that came from no line,
    as of a program that was built and not read, LLVM demands line 0.

    ```mlir
    llvm.call @f() : () -> () loc(callsite("a":3:4 at "b":5:6))
    llvm.call @f() : () -> () loc(unknown)
    ```
    becomes
    ```mlir
    llvm.call @f() : () -> () loc("a":3:4)
    llvm.call @f() : () -> () loc("":0:0)
    ```
  }];
}

def SpreadThreadsPass : RestatingPass<"ag-spread-threads", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Share the elements of each op among the threads of a block";
  let description = [{
    Neighbouring threads compute neighbouring elements. Between two ops of a kernel
    all threads of the block wait for each other. Where sizes that are not known
    would have to divide, threads are dealt to the loops by powers of two.

    ```mlir
    linalg.generic ins(%x : memref<?x4xf32>) outs(%y : memref<?x4xf32>) { ... }
    ```
    becomes
    ```mlir
    %t = gpu.thread_id x
    scf.for %i = %t to %count step %c256 {
      %at:2 = affine.delinearize_index %i into (%rows, 4)
      ...
      memref.store %v, %y[%at#0, %at#1]
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::gpu::GPUDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"
  ];
}

def CallDeviceMathPass : RestatingPass<"ag-call-device-math", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Call functions of libclc for what no instruction of a GPU computes";
  let description = [{
    Runs after ag-approximate-math, on scalars. Functions of math that are left become calls, of f64: those of f32 are computed in
    f64 and rounded. The bodies come with ag, and upstream's tools see them. Sine and cosine of f32 call for large arguments alone.

    ```mlir
    %y = math.cos %x : f64
    ```
    becomes
    ```mlir
    %y = llvm.call @_Z3cosd(%x) : (f64) -> f64
    ```
    and, in the module of the kernels, `llvm.func internal @_Z3cosd(%x: f64) -> f64 attributes {always_inline} { ... }`.

    A remainder is a loop that subtracts multiples, which is exact. What libclc has no function for is an error at its line: upstream would
    make it a call of CUDA's libdevice, which is not linked.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::DLTIDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect"
  ];
}

def KernelsToNVVMPass : RestatingPass<"ag-kernels-to-nvvm", "::mlir::gpu::GPUModuleOp"> {
  let summary = "State kernels in the dialects llvm and nvvm";
  let description = [{
    As upstream's convert-gpu-to-nvvm, but for functions of math: those that are
    intrinsics of LLVM by now stay so, instead of becoming calls of CUDA's
    libdevice.

    ```mlir
    gpu.func @f(%x: memref<4xf32>) kernel {
      %b = gpu.block_id x
      ... llvm.intr.fabs(%v) : (f32) -> f32
    ```
    becomes
    ```mlir
    llvm.func @f(%p: !llvm.ptr, %q: !llvm.ptr, %offset: i64, %size: i64, %stride: i64) attributes {nvvm.kernel} {
      %b = nvvm.read.ptx.sreg.ctaid.x : i32
      ... llvm.intr.fabs(%v) : (f32) -> f32
    ```
  }];
  let dependentDialects = [
    "::mlir::LLVM::LLVMDialect", "::mlir::NVVM::NVVMDialect"
  ];
}

def LaunchKernelsPass : RestatingPass<"ag-launch-kernels", "::mlir::ModuleOp"> {
  let summary = "Launch kernels by the runtime";
  let description = [{
    Entries take the runtime's launcher as their last argument. Kernels are
    numbered in the order of the gpu.module. What they are called with lies on the
    stack: a memref as its pointer twice, an offset, sizes and strides. Before them
    is the number of the launch's first block, 0: of more blocks than a GPU launches
    at once, the runtime makes several launches.

    ```mlir
    gpu.launch_func @kernels::@f$block blocks in (%n, %c1, %c1)
        threads in (%c256, %c1, %c1) args(%c0 : index, %x : memref<4xf32>)
    ```
    becomes
    ```mlir
    llvm.call @ag_rt_launch(%launcher, %number, %n, %c256, %shared, %arguments)
    ```
    Constants are where load put them on the GPU. The runtime knows their
    addresses by numbers, the places in a list of the module:

    ```mlir
    memref.global "private" constant @c : memref<2xf32> = dense<[1.0, 2.0]>
    %0 = memref.get_global @c : memref<2xf32>
    ```
    becomes
    ```mlir
    module attributes {ag.device_constants = [@c]}
    %address = llvm.call @ag_rt_get_constant(%launcher, %number)
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect"
  ];
}

#endif // AG_PHASES_LOWER_PASSES_TD
