// RUN: ag-opt --fuse --to=structure --ag-tile-groups %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-opt --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups %s -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: ag-run %t.mlir --entry=both --input=randn:1 --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %s --entry=both --input=randn:1 --on=cpu --threads=2 --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %s --entry=rest --input=randn:1 --on=cpu --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %s --entry=neither --input=randn:1 --on=cpu --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %t.mlir --entry=alone --input=randn:1 --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %s --entry=alone --input=randn:1 --on=cpu --threads=2 --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %s --entry=beside --input=randn:1 --on=cpu --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %s --entry=one --input=randn:1 --on=cpu --same-as=%s --rtol=1e-4 --atol=1e-3

// The values between the products are tiled by 64 along the sum's loop, in which one product
// adds to its result. Threads may not share the iterations. The result is 0 before the loop.
// REMARKS: [Passed] group | {{.*}}Function=both | Remark="4 of 4 ops are computed in tiles of 1 x 64"
// CHECK-LABEL: func.func @both(
// CHECK: %[[ZERO:.*]] = linalg.fill {{.*}} -> tensor<2x512x8xf32>
// CHECK: scf.for {{.*}} %c0 to %c2 step %c1 iter_args({{.*}}%[[ZERO]]
// CHECK: scf.for {{.*}} %c0 to %c512 step %c64
// CHECK: math.tanh
// CHECK: %[[PART:.*]] = tensor.extract_slice %{{.*}} [1, 512, 8] [1, 1, 1]
// CHECK: linalg.generic {{.*}} outs(%[[PART]] : tensor<1x512x8xf32>)
// CHECK: scf.yield
// CHECK-NEXT: }
// CHECK-NOT: {ag.parallel}
// CHECK: scf.yield
// CHECK-NEXT: } {{{.*}}ag.parallel}
// CHECK: return
func.func @both(%a: tensor<2x512x8xf32>, %b: tensor<2x512x8xf32>) -> (tensor<2x512x8xf32>, tensor<2x512x8xf32>) {
  %s = ag.contract "hid,hjd->hij" %a, %b : tensor<2x512x8xf32>, tensor<2x512x8xf32> -> tensor<2x512x512xf32>
  %e = ag.tanh %s : tensor<2x512x512xf32>
  %x = ag.contract "hij,hjd->hid" %e, %b : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  %y = ag.contract "hij,hid->hjd" %e, %a : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  return %x, %y : tensor<2x512x8xf32>, tensor<2x512x8xf32>
}

// The last iteration is a remainder.
// REMARKS: [Passed] group | {{.*}}Function=rest | Remark="4 of 4 ops are computed in tiles of 1 x 64"
func.func @rest(%a: tensor<2x500x8xf32>, %b: tensor<2x519x8xf32>) -> (tensor<2x500x8xf32>, tensor<2x519x8xf32>) {
  %s = ag.contract "hid,hjd->hij" %a, %b : tensor<2x500x8xf32>, tensor<2x519x8xf32> -> tensor<2x500x519xf32>
  %e = ag.tanh %s : tensor<2x500x519xf32>
  %x = ag.contract "hij,hjd->hid" %e, %b : tensor<2x500x519xf32>, tensor<2x519x8xf32> -> tensor<2x500x8xf32>
  %y = ag.contract "hij,hid->hjd" %e, %a : tensor<2x500x519xf32>, tensor<2x500x8xf32> -> tensor<2x519x8xf32>
  return %x, %y : tensor<2x500x8xf32>, tensor<2x519x8xf32>
}

// No loop is shared, or only one that saves nothing, like the columns of both products. Eight of ten
// iterations add to a sum of their own, which then joins the others' sum with its rounding error.
// REMARKS: [Passed] group | {{.*}}Function=alone | Remark="4 of 4 ops are computed in tiles of 64"
// CHECK-LABEL: func.func @alone(
// CHECK: %[[ZERO:.*]] = linalg.fill {{.*}} -> tensor<600x8xf32>
// CHECK: scf.for %[[GROUP:.*]] = %c0 to %c640 step %c512 iter_args(%[[SUM:.*]] = %[[ZERO]], %{{.*}}, %[[EXCESS:.*]] = %[[ZERO]])
// CHECK: %[[BLOCK:.*]]:2 = scf.for {{.*}} = %[[GROUP]] to %{{.*}} step %c64 iter_args(%{{.*}} = %[[ZERO]]
// CHECK: math.tanh
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<600x8xf32>)
// CHECK: linalg.generic {{.*}} ins(%[[BLOCK]]#0 {{.*}} outs(%[[SUM]], %[[EXCESS]]
// CHECK: arith.select
// CHECK-NOT: {ag.parallel}
// CHECK: return
func.func @alone(%a: tensor<600x8xf32>, %b: tensor<700x8xf32>) -> (tensor<600x8xf32>, tensor<700x8xf32>) {
  %s = ag.contract "id,jd->ij" %a, %b : tensor<600x8xf32>, tensor<700x8xf32> -> tensor<600x700xf32>
  %e = ag.tanh %s : tensor<600x700xf32>
  %x = ag.contract "ij,jd->id" %e, %b : tensor<600x700xf32>, tensor<700x8xf32> -> tensor<600x8xf32>
  %y = ag.contract "ij,id->jd" %e, %a : tensor<600x700xf32>, tensor<600x8xf32> -> tensor<700x8xf32>
  return %x, %y : tensor<600x8xf32>, tensor<700x8xf32>
}

// REMARKS: [Passed] group | {{.*}}Function=beside | Remark="4 of 4 ops are computed in tiles of 64"
func.func @beside(%a: tensor<600x8xf32>, %b: tensor<700x8xf32>, %c: tensor<700x80xf32>, %d: tensor<600x80xf32>) -> (tensor<600x80xf32>, tensor<700x80xf32>) {
  %s = ag.contract "id,jd->ij" %a, %b : tensor<600x8xf32>, tensor<700x8xf32> -> tensor<600x700xf32>
  %e = ag.tanh %s : tensor<600x700xf32>
  %x = ag.contract "ij,jd->id" %e, %c : tensor<600x700xf32>, tensor<700x80xf32> -> tensor<600x80xf32>
  %y = ag.contract "ij,id->jd" %e, %d : tensor<600x700xf32>, tensor<600x80xf32> -> tensor<700x80xf32>
  return %x, %y : tensor<600x80xf32>, tensor<700x80xf32>
}

// L2 holds the values between the products, so these are separate.
// REMARKS: [Analysis] group | {{.*}}Function=near | Remark="2 ops need no loop of their own"
func.func @near(%a: tensor<60x8xf32>, %b: tensor<70x8xf32>, %c: tensor<70x8xf32>, %d: tensor<60x8xf32>) -> (tensor<60x8xf32>, tensor<70x8xf32>) {
  %s = ag.contract "id,jd->ij" %a, %b : tensor<60x8xf32>, tensor<70x8xf32> -> tensor<60x70xf32>
  %e = ag.tanh %s : tensor<60x70xf32>
  %x = ag.contract "ij,jd->id" %e, %c : tensor<60x70xf32>, tensor<70x8xf32> -> tensor<60x8xf32>
  %y = ag.contract "ij,id->jd" %e, %d : tensor<60x70xf32>, tensor<60x8xf32> -> tensor<70x8xf32>
  return %x, %y : tensor<60x8xf32>, tensor<70x8xf32>
}

// A sum that other ops of the group read is incomplete before the last iteration, so the loop is the other sum's.
// REMARKS: [Passed] group | {{.*}}Function=one | Remark="4 of 4 ops are computed in tiles of 1 x 64"
// CHECK-LABEL: func.func @one(
// CHECK: %[[ROWS:.*]] = tensor.extract_slice %arg0[%{{.*}}, %{{.*}}, 0] [1, 64, 8]
// CHECK: math.tanh
// CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<1x64x512xf32>, tensor<1x64x8xf32>) outs(%{{.*}} : tensor<1x512x8xf32>)
func.func @one(%a: tensor<2x512x8xf32>, %b: tensor<2x512x8xf32>) -> tensor<2x512x8xf32> {
  %s = ag.contract "hid,hjd->hij" %a, %b : tensor<2x512x8xf32>, tensor<2x512x8xf32> -> tensor<2x512x512xf32>
  %x = ag.contract "hij,hjd->hid" %s, %b : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  %t = ag.tanh %x : tensor<2x512x8xf32>
  %y = ag.contract "hij,hid->hjd" %s, %t : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  return %y : tensor<2x512x8xf32>
}

// REMARKS: [Passed] group | {{.*}}Function=neither | Remark="{{[0-9]}} of {{[0-9]}} ops are computed in tiles of 1"
func.func @neither(%a: tensor<2x512x8xf32>, %b: tensor<2x512x8xf32>) -> (tensor<2x512x8xf32>, tensor<2x512x8xf32>) {
  %r:2 = ag.fused (%c = %a : tensor<2x512x8xf32>, %d = %b : tensor<2x512x8xf32>) -> (tensor<2x512x8xf32>, tensor<2x512x8xf32>) {
    %s = ag.contract "hid,hjd->hij" %c, %d : tensor<2x512x8xf32>, tensor<2x512x8xf32> -> tensor<2x512x512xf32>
    %p = ag.contract "hij,hjd->hid" %s, %d : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
    %q = ag.contract "hij,hid->hjd" %s, %c : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
    %t = ag.tanh %p : tensor<2x512x8xf32>
    %u = ag.tanh %q : tensor<2x512x8xf32>
    ag.yield %t, %u : tensor<2x512x8xf32>, tensor<2x512x8xf32>
  }
  return %r#0, %r#1 : tensor<2x512x8xf32>, tensor<2x512x8xf32>
}
