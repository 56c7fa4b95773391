// A remark that is emitted several times for one line is printed once, with a
// count. --remarks takes kinds, passes and names of remarks.
//
// RUN: ag-compile %s -o %t.o --name=m --report=%t.json --remarks=ag-insert-checks,parameter 2>&1 | FileCheck %s
// RUN: ag-compile %s -o %t.o --remarks=missed,check 2>&1 | FileCheck %s --check-prefix=BOTH --implicit-check-not=remark:
// RUN: FileCheck %s --check-prefix=JSON < %t.json

// CHECK-NOT: remark:
// CHECK: remarks.mlir:[[#@LINE+17]]:8: remark: [ag-lift-parameters] passed parameter: "w" becomes argument 1
// CHECK: remarks.mlir:[[#@LINE+18]]:8: remark: [ag-insert-checks] passed check: needs no check: two sizes are provably equal (2 times)
// CHECK: remarks.mlir:[[#@LINE+18]]:8: remark: [ag-insert-checks] passed check: needs no check: two sizes are provably equal{{$}}
// CHECK-NOT: remark:

// One kind, and one topic.
// BOTH: _run(n from 0): 90.1 kFLOP

// Each pass has a count.
// JSON: "name": "ag-insert-checks",
// JSON: "check": {
// JSON-NEXT: "passed": 3
// JSON: "message": "needs no check: two sizes are provably equal",
// JSON-NEXT: "times": 2,
// JSON: "message": "needs no check: two sizes are provably equal",
// JSON-NEXT: "values"
func.func @f(%x: tensor<?x8xf32> {ag.dims = ["n", 8]}) -> (tensor<?xf32>, tensor<?xf32>, tensor<8x8xf32>) {
  %w = ag.parameter "w" : tensor<8xf32>
  %y = ag.contract "ni,i->ni" %x, %w : tensor<?x8xf32>, tensor<8xf32> -> tensor<?x8xf32>
  %0 = ag.contract "ni,ni->n" %x, %y : tensor<?x8xf32>, tensor<?x8xf32> -> tensor<?xf32> %1 = ag.contract "ni,ni->n" %y, %y : tensor<?x8xf32>, tensor<?x8xf32> -> tensor<?xf32>
  %2 = ag.contract "ni,nj->ij" %x, %y : tensor<?x8xf32>, tensor<?x8xf32> -> tensor<8x8xf32>
  return %0, %1, %2 : tensor<?xf32>, tensor<?xf32>, tensor<8x8xf32>
}
