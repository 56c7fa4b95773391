// Kernels become LLVM functions, and ops with an instruction do not become library calls.
// RUN: ag-opt --convert-math-to-llvm --ag-kernels-to-nvvm --reconcile-unrealized-casts %s | FileCheck %s

// CHECK-LABEL: llvm.func @f(
// CHECK-SAME: %arg0: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: i64, %{{.*}}: i64, %{{.*}}: i64)
// CHECK-SAME: nvvm.kernel
// CHECK: nvvm.read.ptx.sreg.ctaid.x : i32
// CHECK: llvm.load
// CHECK: llvm.intr.fabs
// CHECK: llvm.intr.sqrt
// CHECK: llvm.store
// CHECK-NOT: __nv_
gpu.module @kernels {
  gpu.func @f(%x: memref<?xf32>) kernel {
    %b = gpu.block_id x
    %0 = memref.load %x[%b] : memref<?xf32>
    %1 = math.absf %0 : f32
    %2 = math.sqrt %1 : f32
    memref.store %2, %x[%b] : memref<?xf32>
    gpu.return
  }
}
