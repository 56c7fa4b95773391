// A choice has the common size of all branches, whatever is computed from it.
// RUN: ag-opt --ag-record-signature %s | FileCheck %s
// RUN: ag-run %s --entry=switch --dim=n=7 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=joined --dim=n=7 --on=cpu --input=randn:1 --input=ones --same-as=%s
// RUN: ag-run %s --entry=joined --dim=n=7 --on=cpu --input=randn:1 --input=zeros --same-as=%s
// RUN: ag-run %s --entry=within --dim=n=7 --on=cpu --input=randn:1 --input=zeros --poison-memory --same-as=%s

// CHECK: func.func private @switch.shapes(%[[N:.*]]: index) -> index {
// CHECK-NEXT: return %[[N]]
func.func @switch(%x: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<?xi32> {
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

// CHECK: func.func private @joined.shapes(%[[N:.*]]: index) -> index {
// CHECK-NEXT: %[[SIZE:.*]] = affine.apply #{{.*}}()[%[[N]]]
// CHECK-NEXT: return %[[SIZE]]
func.func @joined(%x: tensor<?xf32> {ag.dims = ["n"]}, %flag: tensor<i1>) -> tensor<?xf32> {
  %c = tensor.extract %flag[] : tensor<i1>
  %r = scf.if %c -> tensor<?xf32> {
    scf.yield %x : tensor<?xf32>
  } else {
    %y = ag.exp %x : tensor<?xf32>
    scf.yield %y : tensor<?xf32>
  }
  %z = ag.concat 0 %r, %x : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  return %z : tensor<?xf32>
}

// The same holds for the size of a buffer.
func.func @within(%x: tensor<?x8xf32> {ag.dims = ["n", 8]}, %flag: tensor<i1>) -> tensor<8x8xf32> attributes {ag.ranges = {n = [1, 16]}} {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %c = tensor.extract %flag[] : tensor<i1>
  %a = ag.pad %x low [1, 0] high [3, 0] with %zero : tensor<?x8xf32>, tensor<f32> -> tensor<?x8xf32>
  %r = scf.if %c -> tensor<?x8xf32> {
    %y = ag.exp %a : tensor<?x8xf32>
    scf.yield %y : tensor<?x8xf32>
  } else {
    %y = ag.tanh %a : tensor<?x8xf32>
    scf.yield %y : tensor<?x8xf32>
  }
  %j = ag.concat 0 %x, %r : tensor<?x8xf32>, tensor<?x8xf32> -> tensor<?x8xf32>
  %s = ag.contract "ki,kj->ij" %j, %j : tensor<?x8xf32>, tensor<?x8xf32> -> tensor<8x8xf32>
  return %s : tensor<8x8xf32>
}
