// Effects stay in order, also if a group would have to be after the second
// effect and before the first.
// RUN: ag-opt --fuse %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --input=randn:1 --same-as=%s
// CHECK-LABEL: func.func @main(
// CHECK-NOT: ag.fused
// CHECK: return
func.func @main(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %0 = ag.exp %x : tensor<8xf32>
  %first = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %c0) -> index {
    %e = tensor.extract %0[%i] : tensor<8xf32>
    %zero = arith.constant -1.0 : f32
    %ok = arith.cmpf ogt, %e, %zero : f32
    ag.require %ok, "first"
    scf.yield %i : index
  }
  %second = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<8xf32> {
    %ok = arith.cmpi ult, %i, %c3 : index
    ag.require %ok, "second"
    %n = ag.neg %a : tensor<8xf32>
    scf.yield %n : tensor<8xf32>
  }
  %1 = ag.mul %0, %second : tensor<8xf32>
  return %1 : tensor<8xf32>
}
