// RUN: split-file %s %t
// RUN: not ag-compile %t/c-names.mlir -o %t/x.o 2>&1 | FileCheck %s --check-prefix=C-NAMES
// RUN: not ag-compile %t/helper.mlir -o %t/x.o 2>&1 | FileCheck %s --check-prefix=HELPER
// RUN: not ag-compile %t/recursion.mlir -o %t/x.o 2>&1 | FileCheck %s --check-prefix=RECURSION
// RUN: not ag-compile %t/parameters.mlir -o %t/x.o 2>&1 | FileCheck %s --check-prefix=PARAMETERS
// RUN: not ag-compile %t/comment.mlir -o %t/ag_rt.o 2>&1 | FileCheck %s --check-prefix=TAKEN
// RUN: ag-compile %t/comment.mlir -o %t/comment.o && FileCheck %s --check-prefix=COMMENT --input-file=%t/comment.h

//--- c-names.mlir
func.func @"f-1"(%x: tensor<4xf32>) {
  return
}
// C-NAMES: c-names.mlir:{{.*}}: error: the entries @f-1 and @f_1 both become f_1 in C; rename one of them
func.func @f_1(%x: tensor<4xf32>) {
  return
}

//--- helper.mlir
func.func @f(%x: tensor<4xf32>) {
  return
}
// HELPER: helper.mlir:{{.*}}: error: @f.shapes is the name of a helper of the entry @f; rename this one
func.func @f.shapes(%x: tensor<4xf32>) {
  return
}

//--- recursion.mlir
func.func private @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = func.call @f(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  // RECURSION: error: this call is recursive, as @f calls itself in the end, and can't be compiled; expected a loop
  %0 = func.call @f(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

//--- parameters.mlir
func.func @f() -> tensor<4xf32> {
  %0 = ag.parameter "w" : tensor<4xf32>
  return %0 : tensor<4xf32>
}
func.func @g() -> tensor<8xf32> {
  // PARAMETERS: error: 'ag.parameter' [same-type] "w" is a 'tensor<8xf32>' here and a 'tensor<4xf32>' elsewhere
  %0 = ag.parameter "w" : tensor<8xf32>
  return %0 : tensor<8xf32>
}

//--- comment.mlir
// TAKEN: error: the artefact would have a function ag_rt_load, and names that begin with ag_rt_ are taken
// COMMENT: arguments[0] *? int evil; /?: f32[4]
func.func @f(%x: tensor<4xf32> {ag.name = "*/ int evil; /*"}) {
  return
}
