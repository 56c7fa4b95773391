// The operands of a product are in tiles of the group's loop, or the product is
// in another group.
//
// RUN: ag-opt %s --fuse --remarks-filter=ag-fuse -o %t 2> %t.remarks && FileCheck %s --input-file %t
// RUN: FileCheck %s --check-prefix=EDGE --input-file=%t.remarks
// RUN: ag-compile %s -o %t.o --march=x86-64-v3 --remarks=ag-check-groups 2>&1 | FileCheck %s --check-prefix=MADE
// RUN: ag-run %s --entry=layers --input=randn:1 --on=cpu --march=x86-64-v3 --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --on=cpu --march=x86-64-v3 --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=moved --input=randn:1 --on=cpu --march=x86-64-v3 --rtol=1e-4 --same-as=%s
// MADE-NOT: missed
// MADE: passed group: its ops are computed together
// MADE-NEXT: passed group: its ops are computed together
// MADE-NOT: missed

// The maximum is applied to the sums of the first product while they are in
// registers. It belongs to that product, not to the one that reads it from memory.
// CHECK-LABEL: @layers(
// CHECK: ag.fused
// CHECK: ag.contract
// CHECK: ag.max
// CHECK-NEXT: ag.yield
// CHECK: ag.contract
// CHECK-NEXT: return
// EDGE: [Missed] edge | {{.*}}Function=layers | Reason="the core's own cache holds all that is between them", Remark="'ag.max' is computed apart from 'ag.contract' {{.*}}why=gain
func.func @layers(%x: tensor<64x48xf32>, %v: tensor<48x32xf32>, %b: tensor<64x32xf32>, %w: tensor<32x10xf32>) -> tensor<64x10xf32> {
  %h = ag.contract "bi,io->bo" %x, %v : tensor<64x48xf32>, tensor<48x32xf32> -> tensor<64x32xf32>
  %a = ag.add %h, %b : tensor<64x32xf32>
  %m = ag.max %a, %b : tensor<64x32xf32>
  %y = ag.contract "bi,io->bo" %m, %w : tensor<64x32xf32>, tensor<32x10xf32> -> tensor<64x10xf32>
  return %y : tensor<64x10xf32>
}

// %e as a whole exceeds the core's own cache, so 64 rows of it are computed at
// a time.
// CHECK-LABEL: @rows(
// CHECK: ag.fused
// CHECK-SAME: loops [<parallel result 0 dim 0 by [64]>]
func.func @rows(%x: tensor<4096x512xf32>, %z: tensor<4096x512xf32>, %w: tensor<512x16xf32>) -> tensor<4096x16xf32> {
  %t = ag.tanh %x : tensor<4096x512xf32>
  %e = ag.mul %t, %z : tensor<4096x512xf32>
  %y = ag.contract "bi,io->bo" %e, %w : tensor<4096x512xf32>, tensor<512x16xf32> -> tensor<4096x16xf32>
  return %y : tensor<4096x16xf32>
}

// A transpose is read in place.
// CHECK-LABEL: @moved(
// CHECK: ag.fused
// CHECK-NOT: loops
// CHECK: ag.transpose
// CHECK-NEXT: ag.contract
func.func @moved(%x: tensor<32x64xf32>, %w: tensor<32x10xf32>) -> tensor<64x10xf32> {
  %t = ag.transpose %x [1, 0] : tensor<32x64xf32> -> tensor<64x32xf32>
  %y = ag.contract "bi,io->bo" %t, %w : tensor<64x32xf32>, tensor<32x10xf32> -> tensor<64x10xf32>
  return %y : tensor<64x10xf32>
}
