// A program has one meaning at every phase, interpreted and compiled. Its
// values are printed in the declared types, with signs and i1.

// RUN: ag-compile %s --emit=mlir -o %t.trace.mlir
// RUN: ag-compile %s --emit=linalg -o %t.linalg.mlir
// RUN: ag-opt --to=allocate %s -o %t.allocate.mlir
// RUN: ag-opt --to=lower %s -o %t.lower.mlir

// The interpreter, with either program first, and the compiled program.
// RUN: ag-run %s --input=randn:3 --dim n=5 --weights=randn:1 --same-as=%t.trace.mlir | FileCheck %s --check-prefix=SAME
// RUN: ag-run %s --input=randn:3 --dim n=5 --weights=randn:1 --same-as=%t.linalg.mlir | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.linalg.mlir --input=randn:3 --dim n=5 --weights=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %s --on=cpu --input=randn:3 --dim n=5 --weights=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.linalg.mlir --on=cpu --input=randn:3 --dim n=5 --weights=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.allocate.mlir --on=cpu --input=randn:3 --dim n=5 --weights=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.lower.mlir --on=cpu --march=x86-64-v3 --input=randn:3 --dim n=5 --weights=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// SAME: same: 3 results, 15 values

// RUN: ag-run %s --input=iota --dim n=3 --weights=ones --print | FileCheck %s --check-prefix=PRINT
// RUN: ag-run %t.linalg.mlir --input=iota --dim n=3 --weights=ones --print | FileCheck %s --check-prefix=PRINT
// RUN: ag-run %t.linalg.mlir --on=cpu --input=iota --dim n=3 --weights=ones --print | FileCheck %s --check-prefix=PRINT
// PRINT: ui8[3] [0, 255, 254]
// PRINT: i1[3] [false, true, true]
// PRINT: f32[3] [0, 1, 2]

// A program that computes other values is different.
// RUN: sed 's/ag.abs/ag.neg/' %s > %t.other.mlir
// RUN: not ag-run %s --on=cpu --input=iota --dim n=3 --weights=ones --same-as=%t.other.mlir | FileCheck %s --check-prefix=OTHER
// OTHER: different: 2 of 9 values in 3 results
func.func @main(%a: tensor<?xui8> {ag.dims = ["n"]}, %m: tensor<?xi1> {ag.dims = ["n"]}, %f: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xui8>, tensor<?xi1>, tensor<?xf32>) {
  %0 = ag.neg %a : tensor<?xui8>
  %1 = ag.compare lt %a, %0 : tensor<?xui8>, tensor<?xui8> -> tensor<?xi1>
  %2 = ag.max %m, %1 : tensor<?xi1>
  %w = ag.parameter "w" : tensor<f32>
  %3 = ag.contract "n,->n" %f, %w : tensor<?xf32>, tensor<f32> -> tensor<?xf32>
  %4 = ag.abs %3 : tensor<?xf32>
  return %0, %2, %4 : tensor<?xui8>, tensor<?xi1>, tensor<?xf32>
}
