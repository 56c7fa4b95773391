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

// What the host reads of the GPU's memory, the runtime copies.
// CHECK-LABEL: func.func @reads(
// CHECK-SAME: %[[X:.*]]: memref<4xi16, strided<[2], offset: ?>>, %[[I:.*]]: index, %[[LAUNCHER:.*]]: !llvm.ptr)
// CHECK: %[[SLOT:.*]] = llvm.alloca %{{.*}} x i16
// CHECK: %{{.*}}, %[[OFFSET:.*]], %{{.*}}, %[[STRIDE:.*]] = memref.extract_strided_metadata %[[X]]
// CHECK: %[[STEP:.*]] = arith.muli %[[I]], %[[STRIDE]]
// CHECK: %[[PLACE:.*]] = arith.addi %[[OFFSET]], %[[STEP]]
// CHECK: %[[AT:.*]] = arith.index_cast %[[PLACE]] : index to i64
// CHECK: %[[ADDRESS:.*]] = llvm.getelementptr %{{.*}}[%[[AT]]] : (!llvm.ptr, i64) -> !llvm.ptr, i16
// CHECK: %[[BYTES:.*]] = llvm.mlir.constant(2 : i64)
// CHECK: llvm.call @ag_rt_read(%[[LAUNCHER]], %[[SLOT]], %[[ADDRESS]], %[[BYTES]])
// CHECK: llvm.load %[[SLOT]] : !llvm.ptr -> i16
// CHECK-NOT: memref.load
module attributes {gpu.container_module} {
  func.func @f(%x: memref<4xf32>, %n: index) {
    %c1 = arith.constant 1 : index
    %c256 = arith.constant 256 : index
    gpu.launch_func @kernels::@b blocks in (%n, %c1, %c1) threads in (%c256, %c1, %c1) args(%n : index, %x : memref<4xf32>)
    gpu.launch_func @kernels::@a blocks in (%n, %c1, %c1) threads in (%c256, %c1, %c1) args(%x : memref<4xf32>)
    return
  }
  func.func @reads(%x: memref<4xi16, strided<[2], offset: ?>>, %i: index) {
    %0 = memref.load %x[%i] : memref<4xi16, strided<[2], offset: ?>>
    %c0 = arith.constant 0 : i16
    %1 = arith.cmpi sge, %0, %c0 : i16
    ag.require %1, "below 0"
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
