// A condition forwards one of two tensors whose sizes have one name, so that the size is known before the loop.
// RUN: ag-run %s --input=randn:1 --dim=a=5 --on=cpu --same-as=%s | FileCheck %s
// RUN: ag-run %s --input=randn:1 --dim=a=0 --on=cpu --same-as=%s | FileCheck %s --check-prefix=EMPTY
// CHECK: same: 1 result, 5 values
// EMPTY: same: 1 result, 0 values
func.func @main(%x: tensor<?xf32> {ag.dims = ["a"]}, %y: tensor<?xf32> {ag.dims = ["a"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r:3 = scf.while (%p = %x, %i = %c0) : (tensor<?xf32>, index) -> (tensor<?xf32>, tensor<?xf32>, index) {
    %z = ag.sub %y, %y : tensor<?xf32>
    %begins = arith.cmpi eq, %i, %c0 : index
    %s = scf.if %begins -> tensor<?xf32> {
      scf.yield %p : tensor<?xf32>
    } else {
      %0 = ag.sin %y : tensor<?xf32>
      scf.yield %0 : tensor<?xf32>
    }
    %more = arith.cmpi ult, %i, %c3 : index
    scf.condition(%more) %s, %z, %i : tensor<?xf32>, tensor<?xf32>, index
  } do {
  ^bb0(%p: tensor<?xf32>, %q: tensor<?xf32>, %i: index):
    %next = arith.addi %i, %c1 : index
    scf.yield %q, %next : tensor<?xf32>, index
  }
  return %r#0 : tensor<?xf32>
}
