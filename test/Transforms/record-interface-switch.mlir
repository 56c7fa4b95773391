// A choice of several has the size that all of them have.
// RUN: ag-opt --ag-record-interface %s | FileCheck %s
// RUN: ag-run %s --dim=n=7 --on=cpu --input=randn:1 --same-as=%s
// CHECK: func.func private @f.shapes(%[[N:.*]]: index) -> index {
// CHECK-NEXT: return %[[N]]
func.func @f(%x: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xi32>
  %r = scf.index_switch %n -> tensor<?xi32>
  case 0 {
    scf.yield %x : tensor<?xi32>
  }
  default {
    %y = ag.add %x, %x : tensor<?xi32>
    scf.yield %y : tensor<?xi32>
  }
  return %r : tensor<?xi32>
}
