// Functions of libclc, run by the emulator of a GPU on edge values and on values of the whole range.

// RUN: ag-run %S/Inputs/edges.mlir --entry=edges64 --output=%t.x64.npy
// RUN: ag-run %S/Inputs/edges.mlir --entry=edges32 --output=%t.x32.npy
// RUN: ag-run %s --entry=f64 --input=%t.x64.npy --on=emulator --same-as=%s
// RUN: ag-run %s --entry=f32 --input=%t.x32.npy --on=emulator --same-as=%s
// RUN: ag-run %s --entry=of_two64 --input=%t.x64.npy --input=%t.x64.npy --on=emulator --same-as=%s
// RUN: ag-run %s --entry=of_two32 --input=%t.x32.npy --input=%t.x32.npy --on=emulator --same-as=%s
// RUN: ag-run %s --entry=f64 --input=wide:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=f32 --input=wide:2 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=of_two64 --input=wide:3 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=of_two32 --input=wide:4 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=types --input=wide:5 --on=emulator --same-as=%s
// RUN: ag-run %s --grad=types --input=randn:6 --on=emulator --same-as=%s

// The lowered program is complete: upstream's tools find all bodies in it. No calls, externals or spills are left.
// RUN: ag-opt %s --lower=cuda -o %t.lower.mlir
// RUN: ag-run %t.lower.mlir --entry=f64 --input=%t.x64.npy --on=emulator --same-as=%s
// RUN: mlir-opt --nvvm-attach-target="chip=sm_80" --gpu-module-to-binary="format=isa" %t.lower.mlir | FileCheck %s --check-prefix=PTX
// RUN: ag-compile %s --target=cuda --emit=ptx -o - | FileCheck %s --check-prefix=PTX
// PTX-NOT: .extern
// PTX-NOT: {{\.func +\(}}
// PTX-NOT: .local .align
// PTX: TBL
// PTX-NOT: .extern
// PTX-NOT: {{\.func +\(}}
// PTX-NOT: .local .align

func.func @f64(%x: tensor<32xf64>)
    -> (tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>) {
  %0 = ag.sin %x : tensor<32xf64>
  %1 = ag.cos %x : tensor<32xf64>
  %2 = ag.log %x : tensor<32xf64>
  %3 = ag.log2 %x : tensor<32xf64>
  %4 = ag.log1p %x : tensor<32xf64>
  %5 = ag.erf %x : tensor<32xf64>
  %6 = math.tan %x : tensor<32xf64>
  %7 = math.atan %x : tensor<32xf64>
  %8 = math.asinh %x : tensor<32xf64>
  %9 = math.exp2 %x : tensor<32xf64>
  %10 = math.sinh %x : tensor<32xf64>
  %11 = math.cosh %x : tensor<32xf64>
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11 : tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>, tensor<32xf64>
}

func.func @f32(%x: tensor<32xf32>)
    -> (tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>) {
  %0 = ag.sin %x : tensor<32xf32>
  %1 = ag.cos %x : tensor<32xf32>
  %2 = ag.log2 %x : tensor<32xf32>
  %3 = math.asin %x : tensor<32xf32>
  %4 = math.acos %x : tensor<32xf32>
  %5 = math.acosh %x : tensor<32xf32>
  %6 = math.atanh %x : tensor<32xf32>
  %7 = math.cbrt %x : tensor<32xf32>
  %8 = math.erfc %x : tensor<32xf32>
  %9 = math.log10 %x : tensor<32xf32>
  %10 = math.sinh %x : tensor<32xf32>
  %11 = math.cosh %x : tensor<32xf32>
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11 : tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>
}

// Each edge value with each. They are separate arguments: a remainder jumps where
// its operands are equal, so ranks that sum one argument twice would differ.
func.func @of_two64(%x: tensor<32xf64>, %y: tensor<32xf64>) -> (tensor<32x32xf64>, tensor<32x32xf64>, tensor<32x32xf64>) {
  %a = ag.broadcast %x [0] : tensor<32xf64> -> tensor<32x32xf64>
  %b = ag.broadcast %y [1] : tensor<32xf64> -> tensor<32x32xf64>
  %0 = ag.pow %a, %b : tensor<32x32xf64>
  %1 = ag.rem %a, %b : tensor<32x32xf64>
  %2 = math.atan2 %a, %b : tensor<32x32xf64>
  return %0, %1, %2 : tensor<32x32xf64>, tensor<32x32xf64>, tensor<32x32xf64>
}

func.func @of_two32(%x: tensor<32xf32>, %y: tensor<32xf32>) -> (tensor<32x32xf32>, tensor<32x32xf32>, tensor<32x32xf32>) {
  %a = ag.broadcast %x [0] : tensor<32xf32> -> tensor<32x32xf32>
  %b = ag.broadcast %y [1] : tensor<32xf32> -> tensor<32x32xf32>
  %0 = ag.pow %a, %b : tensor<32x32xf32>
  %1 = ag.rem %a, %b : tensor<32x32xf32>
  %2 = math.atan2 %a, %b : tensor<32x32xf32>
  return %0, %1, %2 : tensor<32x32xf32>, tensor<32x32xf32>, tensor<32x32xf32>
}

func.func @types(%x: tensor<50xf16>, %y: tensor<50xbf16>) -> (tensor<50xf16>, tensor<50xbf16>) {
  %0 = ag.sin %x : tensor<50xf16>
  %1 = ag.cos %y : tensor<50xbf16>
  return %0, %1 : tensor<50xf16>, tensor<50xbf16>
}
