// An edge in a group whose value is in memory as a whole counts as separate,
// with a reason. A group with no other edges has a reason too, and the report
// does not count it.
// RUN: ag-opt --fuse --remarks-filter=ag-fuse %s -o %t 2>&1 | FileCheck %s
// RUN: ag-compile %s -o %t.o --march=x86-64-v3 --report=%t.json
// RUN: FileCheck %s --check-prefix=JSON < %t.json
// RUN: ag-run %t --input=randn:1 --same-as=%s --entry=sums
// RUN: ag-run %t --input=randn:1 --same-as=%s --entry=kept

// JSON:      "groups": {
// JSON-NEXT:   "planned": 2,
// JSON-NEXT:   "made": 2,
// JSON-NEXT:   "taken_back": 0

// The division needs all terms of the sum.
// CHECK: [Missed] group | {{.*}}Function=mean | Reason="all of a reduction's terms are needed for an element of it", Remark="its 2 ops have loops of their own"
// CHECK: [Missed] edge | {{.*}}Function=mean | Reason="all of a reduction's terms are needed for an element of it", Remark="'ag.reduce' is computed apart from 'ag.div' {{.*}}how=apart, {{.*}}why=whole
func.func @mean(%x: tensor<4096x512xf32>) -> tensor<512xf32> {
  %s = ag.reduce sum %x [0] : tensor<4096x512xf32> -> tensor<512xf32>
  %n = arith.constant dense<4096.0> : tensor<512xf32>
  %y = ag.div %s, %n : tensor<512xf32>
  return %y : tensor<512xf32>
}

// One loop holds the sums of one product.
// CHECK: [Passed] group | {{.*}}Function=sums | Remark="3 ops are computed together"
// CHECK: [Passed] edge | {{.*}}Function=sums | Remark="'ag.contract' is computed together with 'ag.add'
// CHECK: [Missed] edge | {{.*}}Function=sums | Reason="its reader is computed on the sums of another product", Remark="'ag.contract' is computed apart from 'ag.add'{{.*}}why=whole
func.func @sums(%x: tensor<64x48xf32>, %v: tensor<48x32xf32>, %w: tensor<48x32xf32>) -> tensor<64x32xf32> {
  %a = ag.contract "ik,kj->ij" %x, %v : tensor<64x48xf32>, tensor<48x32xf32> -> tensor<64x32xf32>
  %b = ag.contract "ik,kj->ij" %x, %w : tensor<64x48xf32>, tensor<48x32xf32> -> tensor<64x32xf32>
  %y = ag.add %a, %b : tensor<64x32xf32>
  return %y : tensor<64x32xf32>
}

// An op shares the loop of its operand, which is also a result of the loop for
// other ops.
// CHECK: [Missed] edge | {{.*}}Function=kept | Reason="others need it, too, and no loop computes both", Remark="'ag.exp' is computed apart from 'ag.reduce'{{.*}}why=whole
// CHECK: [Passed] edge | {{.*}}Function=kept | Remark="'ag.exp' is computed together with 'ag.neg'
func.func @kept(%x: tensor<64x32xf32>) -> (tensor<64x32xf32>, tensor<32xf32>) {
  %e = ag.exp %x : tensor<64x32xf32>
  %s = ag.reduce sum %e [0] : tensor<64x32xf32> -> tensor<32xf32>
  %y = ag.neg %e : tensor<64x32xf32>
  return %y, %s : tensor<64x32xf32>, tensor<32xf32>
}
