// Entries take the runtime's launcher and pass it arrays of pointers, one for all launches of a function.
// RUN: ag-opt --target=cuda --ag-launch-kernels --split-input-file %s | FileCheck %s

// CHECK: llvm.func @ag_rt_launch(!llvm.ptr, i64, i64, i64, i64, !llvm.ptr)
// CHECK-LABEL: func.func @f(
// CHECK-SAME: %[[X:.*]]: memref<4xf32>, %[[N:.*]]: index, %[[LAUNCHER:.*]]: !llvm.ptr)
// CHECK-DAG: %[[SLOTS:.*]] = llvm.mlir.constant(7 : i64)
// CHECK: %[[POINTERS:.*]] = llvm.alloca %[[SLOTS]] x !llvm.ptr
// CHECK: llvm.alloca %[[SLOTS]] x i64
// CHECK-NOT: llvm.alloca
// CHECK: %[[SECOND:.*]] = llvm.mlir.constant(1 : i64)
// CHECK: llvm.call @ag_rt_launch(%[[LAUNCHER]], %[[SECOND]], %{{.*}}, %{{.*}}, %{{.*}}, %[[POINTERS]])
// CHECK: %[[FIRST:.*]] = llvm.mlir.constant(0 : i64)
// CHECK: llvm.call @ag_rt_launch(%[[LAUNCHER]], %[[FIRST]], %{{.*}}, %{{.*}}, %{{.*}}, %[[POINTERS]])
// CHECK-NOT: gpu.launch_func

// The runtime copies the elements that the host reads from the GPU's memory. The
// run ends if that fails.
// CHECK-LABEL: func.func @reads(
// CHECK-SAME: %[[X:.*]]: memref<4xi16, strided<[2], offset: ?>>, %[[I:.*]]: index, %[[LAUNCHER:.*]]: !llvm.ptr)
// CHECK: %[[SLOT:.*]] = llvm.alloca %{{.*}} x i16
// CHECK: %{{.*}}, %[[OFFSET:.*]], %{{.*}}, %[[STRIDE:.*]] = memref.extract_strided_metadata %[[X]]
// CHECK: %[[STEP:.*]] = arith.muli %[[I]], %[[STRIDE]]
// CHECK: %[[PLACE:.*]] = arith.addi %[[OFFSET]], %[[STEP]]
// CHECK: %[[AT:.*]] = arith.index_cast %[[PLACE]] : index to i64
// CHECK: %[[ADDRESS:.*]] = llvm.getelementptr %{{.*}}[%[[AT]]] : (!llvm.ptr, i64) -> !llvm.ptr, i16
// CHECK: %[[BYTES:.*]] = llvm.mlir.constant(2 : i64)
// CHECK: %[[STATUS:.*]] = llvm.call @ag_rt_read(%[[LAUNCHER]], %[[SLOT]], %[[ADDRESS]], %[[BYTES]])
// CHECK: %[[READ:.*]] = arith.cmpi eq, %[[STATUS]], %{{.*}} : i32
// CHECK: cf.cond_br %[[READ]], ^[[NEXT:.*]], ^[[FAILURE:.*]]
// CHECK: ^[[FAILURE]]:
// CHECK: return %[[STATUS]] : i32
// CHECK: ^[[NEXT]]:
// CHECK: llvm.load %[[SLOT]] : !llvm.ptr -> i16
// CHECK-NOT: memref.load
module attributes {gpu.container_module} {
  func.func @f(%x: memref<4xf32>, %n: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c256 = arith.constant 256 : index
    gpu.launch_func @kernels::@b blocks in (%n, %c1, %c1) threads in (%c256, %c1, %c1) args(%c0 : index, %n : index, %x : memref<4xf32>)
    gpu.launch_func @kernels::@a blocks in (%n, %c1, %c1) threads in (%c256, %c1, %c1) args(%c0 : index, %x : memref<4xf32>)
    return
  }
  func.func @reads(%x: memref<4xi16, strided<[2], offset: ?>>, %i: index) -> i32 {
    %0 = memref.load %x[%i] : memref<4xi16, strided<[2], offset: ?>>
    %c0 = arith.constant 0 : i16
    %1 = arith.cmpi sge, %0, %c0 : i16
    ag.require %1, "below 0"
    %status = arith.constant 0 : i32
    return %status : i32
  }
  gpu.module @kernels {
    gpu.func @a(%first: index, %x: memref<4xf32>) kernel {
      gpu.return
    }
    gpu.func @b(%first: index, %n: index, %x: memref<4xf32>) kernel {
      gpu.return
    }
  }
}

// -----

// The runtime has the constants on the GPU, by their position in a list. One that no entry uses stays on the host.

// CHECK: module attributes {ag.device_constants = [@second, @first], ag.target = {kind = "cuda"}, gpu.container_module} {
// CHECK: llvm.func @ag_rt_get_constant(!llvm.ptr, i64) -> !llvm.ptr
// CHECK: memref.global "private" constant @first
// CHECK-LABEL: func.func @f(
// CHECK-SAME: %{{.*}}: index, %[[LAUNCHER:.*]]: !llvm.ptr)
// CHECK-DAG: %[[ZERO:.*]] = llvm.mlir.constant(0 : i64)
// CHECK: %[[ADDRESS:.*]] = llvm.call @ag_rt_get_constant(%[[LAUNCHER]], %[[ZERO]])
// CHECK: llvm.insertvalue %[[ADDRESS]], %{{.*}}[1]
// CHECK-NOT: memref.get_global
// CHECK-LABEL: func.func @g(
// CHECK-SAME: %{{.*}}: index, %[[LAUNCHER:.*]]: !llvm.ptr)
// CHECK-DAG: %[[ONE:.*]] = llvm.mlir.constant(1 : i64)
// CHECK: llvm.call @ag_rt_get_constant(%[[LAUNCHER]], %[[ONE]])
// CHECK-NOT: memref.get_global
// CHECK-LABEL: func.func private @f.workspace(
// CHECK: memref.get_global @third
module attributes {gpu.container_module} {
  memref.global "private" constant @first : memref<2xf32> = dense<[1.0, 2.0]>
  memref.global "private" constant @second : memref<3x2xi8> = dense<[[1, 2], [3, 4], [5, 6]]>
  memref.global "private" constant @third : memref<1xindex> = dense<[256]>
  func.func @f(%n: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c256 = arith.constant 256 : index
    %0 = memref.get_global @second : memref<3x2xi8>
    gpu.launch_func @kernels::@a blocks in (%n, %c1, %c1) threads in (%c256, %c1, %c1) args(%c0 : index, %0 : memref<3x2xi8>)
    return
  }
  func.func @g(%n: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c256 = arith.constant 256 : index
    %0 = memref.get_global @first : memref<2xf32>
    gpu.launch_func @kernels::@b blocks in (%n, %c1, %c1) threads in (%c256, %c1, %c1) args(%c0 : index, %0 : memref<2xf32>)
    return
  }
  func.func private @f.workspace() -> index {
    %c0 = arith.constant 0 : index
    %0 = memref.get_global @third : memref<1xindex>
    %1 = memref.load %0[%c0] : memref<1xindex>
    return %1 : index
  }
  gpu.module @kernels {
    gpu.func @a(%first: index, %x: memref<3x2xi8>) kernel {
      gpu.return
    }
    gpu.func @b(%first: index, %x: memref<2xf32>) kernel {
      gpu.return
    }
  }
}
