// Entries take the runtime's launcher, and hand it arrays of pointers, one for all launches of a function.
// RUN: ag-opt --ag-launch-kernels %s | FileCheck %s

// CHECK: llvm.func @ag_rt_launch(!llvm.ptr, i64, i64, i64, i64, !llvm.ptr)
// CHECK-LABEL: func.func @f(
// CHECK-SAME: %[[X:.*]]: memref<4xf32>, %[[N:.*]]: index, %[[LAUNCHER:.*]]: !llvm.ptr)
// CHECK-DAG: %[[SLOTS:.*]] = llvm.mlir.constant(6 : i64)
// CHECK: %[[POINTERS:.*]] = llvm.alloca %[[SLOTS]] x !llvm.ptr
// CHECK: llvm.alloca %[[SLOTS]] x i64
// CHECK-NOT: llvm.alloca
// CHECK: %[[SECOND:.*]] = llvm.mlir.constant(1 : i64)
// CHECK: llvm.call @ag_rt_launch(%[[LAUNCHER]], %[[SECOND]], %{{.*}}, %{{.*}}, %{{.*}}, %[[POINTERS]])
// CHECK: %[[FIRST:.*]] = llvm.mlir.constant(0 : i64)
// CHECK: llvm.call @ag_rt_launch(%[[LAUNCHER]], %[[FIRST]], %{{.*}}, %{{.*}}, %{{.*}}, %[[POINTERS]])
// CHECK-NOT: gpu.launch_func
module attributes {gpu.container_module} {
  func.func @f(%x: memref<4xf32>, %n: index) {
    %c1 = arith.constant 1 : index
    %c256 = arith.constant 256 : index
    gpu.launch_func @kernels::@b blocks in (%n, %c1, %c1) threads in (%c256, %c1, %c1) args(%n : index, %x : memref<4xf32>)
    gpu.launch_func @kernels::@a blocks in (%n, %c1, %c1) threads in (%c256, %c1, %c1) args(%x : memref<4xf32>)
    return
  }
  gpu.module @kernels {
    gpu.func @a(%x: memref<4xf32>) kernel {
      gpu.return
    }
    gpu.func @b(%n: index, %x: memref<4xf32>) kernel {
      gpu.return
    }
  }
}
