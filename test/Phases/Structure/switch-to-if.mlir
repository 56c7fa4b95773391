// RUN: ag-opt --ag-switch-to-if %s | FileCheck %s
// RUN: ag-run %s --entry=first --dim=n=0 --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=first --dim=n=2 --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=several --dim=n=3 --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=several --dim=n=5 --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=several --dim=n=9 --on=cpu --input=iota --same-as=%s

// The selected value may be in the buffer that is written after the switch.
// CHECK-LABEL: func.func @first
// CHECK: %[[ZERO:.*]] = arith.cmpi eq, %{{.*}}, %c0
// CHECK: scf.if %[[ZERO]] -> (tensor<3xi32>) {
// CHECK: } else {
func.func @first(%k: tensor<?xi16> {ag.dims = ["n"]}, %x: tensor<3xi32>, %q: tensor<1xi32>) -> (tensor<3xi32>, tensor<3xi32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %k, %c0 : tensor<?xi16>
  %d = ag.neg %x : tensor<3xi32>
  %a = ag.mul %x, %x : tensor<3xi32>
  %s = scf.index_switch %n -> tensor<3xi32>
  case 0 {
    scf.yield %d : tensor<3xi32>
  }
  default {
    scf.yield %a : tensor<3xi32>
  }
  %y = tensor.insert_slice %q into %a[1] [1] [1] : tensor<1xi32> into tensor<3xi32>
  return %y, %s : tensor<3xi32>, tensor<3xi32>
}

// CHECK-LABEL: func.func @several
// CHECK: scf.if
// CHECK: } else {
// CHECK-NEXT: %[[FIVE:.*]] = arith.constant 5 : index
// CHECK-NEXT: arith.cmpi eq, %{{.*}}, %[[FIVE]]
// CHECK-NEXT: scf.if
// CHECK-NOT: scf.index_switch
func.func @several(%x: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %0:2 = scf.index_switch %n -> tensor<?xf32>, tensor<?xf32>
  case 3 {
    %a = ag.neg %x : tensor<?xf32>
    scf.yield %a, %x : tensor<?xf32>, tensor<?xf32>
  }
  case 5 {
    scf.yield %x, %x : tensor<?xf32>, tensor<?xf32>
  }
  default {
    %b = ag.exp %x : tensor<?xf32>
    scf.yield %x, %b : tensor<?xf32>, tensor<?xf32>
  }
  return %0#0, %0#1 : tensor<?xf32>, tensor<?xf32>
}
