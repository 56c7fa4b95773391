// Groups are inlined before partitioning and created again after it, between collectives, in either order of options.
// RUN: ag-opt --fuse --shard=tp4 %s -o %t.first.mlir && FileCheck --input-file=%t.first.mlir %s
// RUN: ag-opt --shard=tp4 --fuse %s -o %t.last.mlir && cmp %t.first.mlir %t.last.mlir
// RUN: ag-run %t.first.mlir --input=randn:1 --weights=randn:2 --same-as=%s | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --fuse --ag-plan-sharding=spec=tp4 %s | FileCheck --check-prefix=OPENED %s
// RUN: ag-opt --shard=tp4 %s | FileCheck --check-prefix=APART %s

// CHECK-NOT: ag.fuse_again
// CHECK: ag.fused
// CHECK: ag.contract
// CHECK: ag.sigmoid
// CHECK: ag.yield
// CHECK: ag.all_reduce sum ["tp"]
// CHECK-NOT: ag.all
// CHECK: return
// SAME: same
// OPENED: module attributes {ag.fuse_again, ag.planned_mesh = #ag.mesh<tp = 4>}
// OPENED-NOT: ag.fused
// APART-NOT: ag.fused
// APART: ag.all_reduce sum ["tp"]
// APART-NOT: ag.fused
func.func @main(%x: tensor<8x32xf32>) -> tensor<8x32xf32> {
  %w1 = ag.parameter "w1" : tensor<32x64xf32>
  %w2 = ag.parameter "w2" : tensor<64x32xf32>
  %0 = ag.contract "bi,io->bo" %x, %w1 : tensor<8x32xf32>, tensor<32x64xf32> -> tensor<8x64xf32>
  %1 = ag.sigmoid %0 : tensor<8x64xf32>
  %2 = ag.mul %0, %1 : tensor<8x64xf32>
  %3 = ag.contract "bi,io->bo" %2, %w2 : tensor<8x64xf32>, tensor<64x32xf32> -> tensor<8x32xf32>
  return %3 : tensor<8x32xf32>
}
