// A function without a polynomial or an intrinsic calls libm for each lane.
// RUN: ag-run %s --on=cpu --same-as=%s --input=randn:1 --rtol=1e-14 | FileCheck %s
// CHECK: same: 1 result, 9 values

func.func @f(%x: tensor<9xf64>) -> tensor<9xf64> {
  %0 = ag.erf %x : tensor<9xf64>
  return %0 : tensor<9xf64>
}
