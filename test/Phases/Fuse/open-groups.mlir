// Groups are inlined, their attributes are dropped, and the module gets an attribute if it had a group.
// RUN: ag-opt --fuse %s -o %t.fused.mlir && FileCheck %s --check-prefix=FUSED --input-file=%t.fused.mlir
// RUN: ag-opt --ag-open-groups %t.fused.mlir -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --input=randn:1 --same-as=%s
// RUN: ag-opt --ag-fuse=again=true %t.mlir | diff %t.fused.mlir -
// RUN: ag-opt --ag-open-groups %s | FileCheck %s --check-prefix=NONE

// FUSED: ag.fused
// CHECK: module attributes {ag.fuse_again} {
// CHECK-NOT: ag.fused
// CHECK: ag.exp
// CHECK: ag.reduce sum
// NONE: module {
// NONE-NEXT: func.func @main(
func.func @main(%x: tensor<8x72xf32>) -> tensor<8xf32> {
  %e = ag.exp %x : tensor<8x72xf32>
  %s = ag.reduce sum %e [1] : tensor<8x72xf32> -> tensor<8xf32>
  return %s : tensor<8xf32>
}
