// If only pins separate ops, groups are created after the program is partitioned, in either order of options.
// RUN: ag-opt --fuse --shard=x=4 %s -o %t.first.mlir && FileCheck --input-file=%t.first.mlir %s
// RUN: ag-opt --shard=x=4 --fuse %s -o %t.last.mlir && FileCheck --input-file=%t.last.mlir %s
// RUN: ag-run %t.first.mlir --input=randn:1 --same-as=%s | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --fuse %s -o %t.fused.mlir && FileCheck --check-prefix=FUSED --input-file=%t.fused.mlir %s
// RUN: ag-opt --shard=x=4 %t.fused.mlir | FileCheck %s
// RUN: ag-compile --to=fuse %t.fused.mlir -o - | FileCheck --check-prefix=COMPILED %s

// CHECK-NOT: ag.fuse_again
// CHECK: ag.fused
// CHECK: ag.exp {{.*}} : tensor<2x32xf32>
// CHECK: ag.tanh {{.*}} : tensor<2x32xf32>
// CHECK: ag.yield
// SAME: same
// FUSED: module attributes {ag.fuse_again}
// FUSED-NOT: ag.fused
// COMPILED-NOT: ag.fuse_again
// COMPILED: ag.fused
func.func @main(%x: tensor<8x32xf32>) -> tensor<8x32xf32> {
  %0 = ag.exp %x : tensor<8x32xf32>
  %1 = ag.shard %0 [["x"], []] : tensor<8x32xf32>
  %2 = ag.tanh %1 : tensor<8x32xf32>
  return %2 : tensor<8x32xf32>
}
