// Averages of integers, which count leading zeros, and Fourier transforms, in TOSA, by the passes that ag's message names.
// RUN: ag-opt %s --pass-pipeline='builtin.module(func.func(tosa-optional-decompositions,tosa-infer-shapes,tosa-make-broadcastable,tosa-to-linalg-named,tosa-to-linalg,tosa-to-scf,tosa-to-tensor,tosa-to-arith{include-apply-rescale}),canonicalize)' -o %t
// RUN: ag-opt %s --pass-pipeline='builtin.module(func.func(tosa-to-linalg-named,tosa-to-linalg,tosa-to-arith{include-apply-rescale use-32-bit}))' -o %t.32
// RUN: FileCheck %s < %t.32
// CHECK: math.ctlz
// CHECK: arith.mulsi_extended
// RUN: ag-run %t --entry=average --input=randn:1 --on=cpu --march=x86-64-v2 --same-as=%t
// RUN: ag-run %t --entry=average --input=randn:2 --on=cpu --march=x86-64-v3 --same-as=%t.32
// RUN: ag-run %t.32 --entry=average --input=randn:3 --on=cpu --march=%widest --same-as=%t
// RUN: ag-run %t.32 --entry=average --input=randn:4 --on=emulator --same-as=%t
// RUN: ag-run %t --entry=transform --input=randn:1 --on=cpu --march=x86-64-v2 --same-as=%t
// RUN: ag-run %t --entry=transform --input=randn:2 --on=cpu --march=%widest --same-as=%t
// RUN: ag-run %t --entry=transform --input=randn:3 --on=emulator --same-as=%t

func.func @average(%x: tensor<1x6x6x2xi8>) -> tensor<1x6x6x2xi8> {
  %zp = "tosa.const"() <{values = dense<0> : tensor<1xi8>}> : () -> tensor<1xi8>
  %0 = tosa.avg_pool2d %x, %zp, %zp {acc_type = i32, kernel = array<i64: 3, 3>, pad = array<i64: 1, 1, 1, 1>, stride = array<i64: 1, 1>} : (tensor<1x6x6x2xi8>, tensor<1xi8>, tensor<1xi8>) -> tensor<1x6x6x2xi8>
  return %0 : tensor<1x6x6x2xi8>
}

func.func @transform(%x: tensor<2x4x8xf32>) -> (tensor<2x4x5xf32>, tensor<2x4x5xf32>, tensor<2x4x8xf32>, tensor<2x4x8xf32>) {
  %0, %1 = tosa.rfft2d %x : (tensor<2x4x8xf32>) -> (tensor<2x4x5xf32>, tensor<2x4x5xf32>)
  %2, %3 = tosa.fft2d %x, %x {inverse = true} : (tensor<2x4x8xf32>, tensor<2x4x8xf32>) -> (tensor<2x4x8xf32>, tensor<2x4x8xf32>)
  return %0, %1, %2, %3 : tensor<2x4x5xf32>, tensor<2x4x5xf32>, tensor<2x4x8xf32>, tensor<2x4x8xf32>
}
