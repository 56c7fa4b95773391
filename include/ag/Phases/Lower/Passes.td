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
  let summary = "Lower vector ops to those that convert to LLVM";
  let description = [{
    Transfers on memrefs become loads and stores, masked if the transfers are. A
    read with a stride of 2 to 4 becomes full vectors that are shuffled. Reads
    with a larger stride, and strided writes, become single elements. Runs after
    bufferization.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect"
  ];
}

def ExpandShapesPass : RestatingPass<"ag-expand-shapes"> {
  let summary = "Expand shapes to several dynamic sizes";
  let description = [{
    A memref.expand_shape that splits a dimension into several dynamic sizes
    becomes a memref.reinterpret_cast, whose strides are products of the given
    sizes. Upstream's expand-strided-metadata handles other ops. A copy of such
    a view becomes a copy of a row, and a copy of a buffer with strides becomes
    loops, because upstream would call a library for them. A slice that is known
    to begin before its source is an error.

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
    Casts round once, also those from f64 and from integers that f32 cannot
    represent. Operations that LLVM would lower to functions outside of libc and
    libm become integer code.

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
    The casts become shifts, and an addition that rounds.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect"
  ];
}

def ApproximateMathPass : RestatingPass<"ag-approximate-math"> {
  let summary = "Compute exp, log, tanh, erf and remainders by arithmetic";
  let description = [{
    Approximations are computed on vectors, whereas libm would be called for
    each lane. Of f64, these are exp, expm1, tanh, sinh and cosh; of f32 also
    log, log1p and erf. lib/Phases/Lower/Common/Approximations.cpp lists their
    accuracy.

    ```mlir
    %y = math.exp %x : vector<16xf32>
    ```
    becomes arith ops on `vector<16xf32>` and `vector<16xi32>`, and `llvm.ldexp`
    if the target has an instruction for it. `arith.remf` of f32 and f64 becomes
    `math.fma` if the target has that. libm is called if a quotient is too large
    for it.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"
  ];
}

def ParallelToOpenMPPass : RestatingPass<"ag-parallel-to-openmp", "::mlir::ModuleOp"> {
  let summary = "Run the chunks of loops on OpenMP's threads";
  let description = [{
    The body of each scf.parallel marked as `ag.on_threads` becomes a function,
    which an omp.parallel calls. A thread runs the chunk of its own number, and
    the chunks whose numbers are greater by a multiple of the team's size. If
    there is one chunk, or the caller wants no threads, the function is called
    without OpenMP.

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
  let summary = "Store the sizes of results in memory of the caller";
  let description = [{
    The attribute `ag.shapes` of an entry names a function that returns the
    sizes of all results. The pass adds a last argument to it, for memory in
    which the runtime expects the sizes. In the LLVM dialect, several results
    are a struct, whose compile time would grow with the square of their number.

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
    A caller of the function allocates this memory on its stack.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"
  ];
}

def RequireToLLVMPass : RestatingPass<"ag-require-to-llvm", "::mlir::ModuleOp"> {
  let summary = "Let entries return a status, also if a requirement fails";
  let description = [{
    Adds the run's context to every public function as its last argument. The
    function returns an i32: 0, or the result of the runtime's ag_rt_fail if an
    ag.require does not hold. The message ends with the file, line and column of
    the op's location. Expects that scf has been lowered to cf, and that calls
    have been inlined.

    The names of all functions get the prefix `ag.`, so that they differ from
    those of libc, libm and the runtime.

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
  let summary = "Call libm where upstream's lowering would lose digits";
  let description = [{
    Upstream lowers `math.expm1` to exp(x) - 1 and `math.log1p` to log(1 + x),
    which are 0 for small x. This pass replaces them by calls, one for each lane
    of a vector.

    ```mlir
    %y = math.expm1 %x : f64    ->    %y = call @expm1(%x) : (f64) -> f64
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
                           "::mlir::vector::VectorDialect"];
}

def FencePastCachesPass : RestatingPass<"ag-fence-past-caches", "::mlir::LLVM::LLVMFuncOp"> {
  let summary = "Make nontemporal stores visible to other threads";
  let description = [{
    A nontemporal store may become visible to other threads later than the
    stores after it. A function that has one therefore ends with a fence.

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
  let summary = "Represent bf16 and f16 as integers";
  let description = [{
    Replaces both types by i16 in the LLVM dialect, after all arithmetic in them
    has been replaced. LLVM's code for them would need functions outside of libc
    and libm. The type f16 stays if the target has F16C.

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
  let summary = "Reduce each location to one line of the source";
  let description = [{
    Prepares locations for line tables, in which each instruction has one line.
    An op that was inlined or fused gets the first line of its own. A call
    without a line, as in a program that was built instead of parsed, gets line
    0, because LLVM requires a line there.

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
  let summary = "Distribute the elements of each op over the threads of a block";
  let description = [{
    Neighbouring threads compute neighbouring elements. All threads of a block
    wait for each other between two ops of a kernel. If an index would have to
    be divided by dynamic sizes, threads are distributed to the loops by powers
    of two.

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
  let summary = "Call functions of libclc for math without a GPU instruction";
  let description = [{
    Runs after ag-approximate-math, on scalars. The remaining functions of math
    become calls on f64; those of f32 are computed in f64 and rounded. The
    bodies of the called functions come with ag, and upstream's tools see them.
    Sine and cosine of f32 are called for large arguments alone.

    ```mlir
    %y = math.cos %x : f64
    ```
    becomes
    ```mlir
    %y = llvm.call @_Z3cosd(%x) : (f64) -> f64
    ```
    and, in the module of the kernels, `llvm.func internal @_Z3cosd(%x: f64) -> f64 attributes {always_inline} { ... }`.

    A remainder becomes a loop that subtracts multiples, which is exact. A
    function that libclc does not have is an error at its line. Upstream would
    call CUDA's libdevice, which is not linked.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::DLTIDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect"
  ];
}

def KernelsToNVVMPass : RestatingPass<"ag-kernels-to-nvvm", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Convert kernels to the dialects llvm and nvvm";
  let description = [{
    Runs upstream's convert-gpu-to-nvvm, except for functions of math. Those
    that are intrinsics of LLVM stay so, instead of becoming calls of CUDA's
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
  let summary = "Launch kernels through the runtime";
  let description = [{
    Entries take the runtime's launcher as their last argument. Kernels are
    numbered in the order of the gpu.module. Their arguments are passed on the
    stack: a memref as its pointer twice, an offset, sizes and strides. The
    first argument is the number of the launch's first block, 0. The runtime
    splits a launch that has more blocks than a GPU launches at once.

    ```mlir
    gpu.launch_func @kernels::@f$block blocks in (%n, %c1, %c1)
        threads in (%c256, %c1, %c1) args(%c0 : index, %x : memref<4xf32>)
    ```
    becomes
    ```mlir
    llvm.call @ag_rt_launch(%launcher, %number, %n, %c256, %shared, %arguments)
    ```
    Load places constants on the GPU. The runtime finds their addresses by
    numbers, the positions in a list of the module:

    ```mlir
    memref.global "private" constant @c : memref<2xf32> = dense<[1.0, 2.0]>
    %0 = memref.get_global @c : memref<2xf32>
    ```
    becomes
    ```mlir
    module attributes {ag.device_constants = [@c]}
    %address = llvm.call @ag_rt_get_constant(%launcher, %number)
    ```
    The runtime copies an element that the host loads, and the entry returns if
    that fails.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect",
    "::mlir::LLVM::LLVMDialect"
  ];
}

#endif // AG_PHASES_LOWER_PASSES_TD
