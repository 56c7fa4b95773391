// RUN: split-file %s %t
// RUN: not ag-opt --ag-differentiate %t/words.mlir 2>&1 | FileCheck %s --check-prefix=WORDS
// RUN: not ag-opt --ag-differentiate %t/several.mlir 2>&1 | FileCheck %s --check-prefix=SEVERAL
// RUN: not ag-opt --ag-differentiate %t/unknown.mlir 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not ag-run %t/types.mlir --input=ones 2>&1 | FileCheck %s --check-prefix=TYPES
// RUN: not ag-compile %t/cycle.mlir -o %t/x.o 2>&1 | FileCheck %s --check-prefix=CYCLE
// RUN: not ag-opt --ag-differentiate %t/rule.mlir 2>&1 | FileCheck %s --check-prefix=RULE

//--- words.mlir
// WORDS: error: 'ag.derivative' [request] 'f:wrt', column 3: expected wrt=..., of=..., value or mode=...
func.func @f(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
func.func @main(%x: tensor<f32>) -> tensor<f32> {
  %0 = ag.derivative @f "wrt" (%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
//--- several.mlir
// SEVERAL: error: 'ag.derivative' [request] "value;g" is 2 requests, expected one
func.func @f(%x: tensor<f32>) -> tensor<f32> {
  %0 = ag.derivative @f "value;g" (%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
//--- unknown.mlir
// UNKNOWN: error: 'ag.derivative' [function] there is no function @g with a body
func.func @main(%x: tensor<f32>) -> tensor<f32> {
  %0 = ag.derivative @g "" (%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
//--- types.mlir
// TYPES: types.mlir:{{.*}}:10: error: the derivative of @f is a function of type '(tensor<f32>) -> tensor<f32>', asked for is one of '(tensor<f32>) -> (tensor<f32>, tensor<f32>)'
func.func private @f(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
func.func @main(%x: tensor<f32>) -> tensor<f32> {
  %0:2 = ag.derivative @f "" (%x) : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %0#0 : tensor<f32>
}
//--- cycle.mlir
// CYCLE: cycle.mlir:{{.*}}: error: a derivative of @main is requested while it is being built
func.func @main(%x: tensor<f32>) -> tensor<f32> {
  %0 = ag.derivative @main "" (%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
//--- rule.mlir
// RULE: rule.mlir:3:8: error: a derivative of @main is requested while it is being built
func.func private @rule(%x: tensor<4xf32>, %y: tensor<4xf32>, %dy: tensor<4xf32>) -> tensor<4xf32> {
  %r = ag.derivative @main "" (%x, %dy) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %r = ag.region "r" (%a = %x : tensor<4xf32>) -> tensor<4xf32> attributes {vjp = @rule} {
    %0 = ag.add %a, %a : tensor<4xf32>
    ag.yield %0 : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}
