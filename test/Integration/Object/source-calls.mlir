// Inlined ops and ops without a line have debug locations that LLVM accepts.
// RUN: ag-run %s --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-opt %s --strip-debuginfo --lower=cpu --mlir-print-debuginfo -o %t.mlir
// RUN: mlir-translate-22 --mlir-to-llvmir %t.mlir | FileCheck %s
// CHECK: call {{.*}} @ag_rt_fail{{.*}}, !dbg
func.func private @constant() -> tensor<3xf32> {
  %0 = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  return %0 : tensor<3xf32>
}
func.func private @loop(%x: tensor<3xf32>) -> tensor<3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %x) -> tensor<3xf32> {
    %b = arith.cmpi eq, %i, %c1 : index
    %t = scf.if %b -> tensor<3xf32> {
      %e = ag.exp %s : tensor<3xf32>
      scf.yield %e : tensor<3xf32>
    } else {
      scf.yield %s : tensor<3xf32>
    }
    scf.yield %t : tensor<3xf32>
  }
  return %r : tensor<3xf32>
}
func.func @f(%x: tensor<3xf32>, %i: tensor<2xi64>) -> (tensor<3xf32>, tensor<2xf32>) {
  %0 = call @constant() : () -> tensor<3xf32>
  %1 = ag.mul %0, %x : tensor<3xf32>
  %2 = call @loop(%1) : (tensor<3xf32>) -> tensor<3xf32>
  %3 = ag.abs %i : tensor<2xi64>
  %c2 = arith.constant dense<2> : tensor<2xi64>
  %4 = ag.min %3, %c2 : tensor<2xi64>
  %5 = ag.gather 0 error %2, %4 : tensor<3xf32>, tensor<2xi64> -> tensor<2xf32>
  return %2, %5 : tensor<3xf32>, tensor<2xf32>
}
