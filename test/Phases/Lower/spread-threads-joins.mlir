// RUN: ag-opt --ag-spread-threads %s | FileCheck %s

// Results of one type are combined in the same memory, one after the other.
// CHECK-LABEL: gpu.func @two_sums(
// CHECK-SAME: workgroup(%[[FLOATS:.*]] : memref<256xf32, #gpu.address_space<workgroup>> {llvm.align = 16 : i64},
// CHECK-SAME: %[[INTS:.*]] : memref<256xi32, #gpu.address_space<workgroup>> {llvm.align = 16 : i64})
// CHECK: memref.store %{{.*}}, %[[FLOATS]]
// CHECK-COUNT-5: gpu.barrier
// CHECK: memref.store %{{.*}}, %[[FLOATS]]
// CHECK-NEXT: }
// CHECK-NEXT: memref.load %[[FLOATS]]
// CHECK-NEXT: gpu.barrier
// CHECK: memref.store %{{.*}}, %[[FLOATS]]
// CHECK-COUNT-5: gpu.barrier
// CHECK: memref.store %{{.*}}, %[[FLOATS]]
// CHECK-NEXT: }
// CHECK-NEXT: memref.load %[[FLOATS]]
// CHECK-NEXT: gpu.barrier
// CHECK: memref.store %{{.*}}, %[[INTS]]
// CHECK: gpu.return
gpu.module @kernels {
  gpu.func @two_sums(%x: memref<?x?xf32>, %n: memref<?x?xi32>, %y: memref<?xf32>, %z: memref<?xf32>, %m: memref<?xi32>) kernel {
    linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%x, %n : memref<?x?xf32>, memref<?x?xi32>) outs(%y, %z, %m : memref<?xf32>, memref<?xf32>, memref<?xi32>) {
    ^bb0(%in: f32, %count: i32, %most: f32, %least: f32, %all: i32):
      %0 = arith.maximumf %most, %in : f32
      %1 = arith.minimumf %least, %in : f32
      %2 = arith.addi %all, %count : i32
      linalg.yield %0, %1, %2 : f32, f32, i32
    }
    gpu.return
  }
}
