// The reverse of this loop reads the size of the array that each iteration changes, through a reshape. It keeps that size,
// which is that of the argument, and not the array of each iteration.
// RUN: ag-opt %s --grad=main --to=differentiate | FileCheck %s
// RUN: ag-run %s --entry=main --verify-grad --dim a=5
// RUN: ag-run %s --entry=main --verify-grad --dim a=5 --on=emulator

// CHECK-LABEL: func.func @main_grad
// CHECK-NOT: tensor<3x?x{{.*}}>
// CHECK: scf.for
// CHECK: tensor<?x2x2xf64>
// CHECK-NOT: tensor<3x?x{{.*}}>
// CHECK: return
func.func @main(%x: tensor<?x4xf64> {ag.dims = ["a", 4]}, %s: tensor<1x2x2xf64>) -> tensor<?x4xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %k = arith.constant dense<[2]> : tensor<1xi64>
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<?x4xf64> {
    %n = tensor.dim %a, %c0 : tensor<?x4xf64>
    %rows = ag.reshape %a (%n) : tensor<?x4xf64> -> tensor<?x2x2xf64>
    %row = ag.gather 0 error %rows, %k : tensor<?x2x2xf64>, tensor<1xi64> -> tensor<1x2x2xf64>
    %y = ag.mul %row, %s : tensor<1x2x2xf64>
    %set = ag.scatter 0 drop %rows, %k, %y : tensor<?x2x2xf64>, tensor<1xi64>, tensor<1x2x2xf64> -> tensor<?x2x2xf64>
    %m = tensor.dim %set, %c0 : tensor<?x2x2xf64>
    %flat = ag.reshape %set (%m) : tensor<?x2x2xf64> -> tensor<?x4xf64>
    scf.yield %flat : tensor<?x4xf64>
  }
  return %r : tensor<?x4xf64>
}
